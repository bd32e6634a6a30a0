use std::fmt;
use std::time::{Duration, SystemTime};

use aws_lc_rs::digest::{SHA256, digest};
use uuid::Uuid;

use super::{Account, Database, seconds};

/// How many sessions a user may have: some devices, and some browsers that forgot their cookies.
const MOST_SESSIONS: i64 = 20;

/// The unguessable name of one sign-in. Whoever knows it is signed in, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SessionId(String);

impl SessionId {
    /// The id that a cookie holds.
    pub(crate) fn from_cookie(value: &str) -> Self {
        Self(value.to_owned())
    }

    /// What the database keeps.
    fn hash(&self) -> String {
        let hash = digest(&SHA256, self.0.as_bytes());
        hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The id, to be sealed into a cookie.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(hidden)")
    }
}

impl Database {
    /// Starts a session that ends by itself after `life`, and ends the user's oldest if they have too many.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn start_session(
        &self,
        user_id: &str,
        now: SystemTime,
        life: Duration,
    ) -> sqlx::Result<SessionId> {
        let id = SessionId(Uuid::new_v4().simple().to_string());
        let mut transaction = self.begin_writing().await?;
        sqlx::query(
            "DELETE FROM sessions WHERE session_id IN \
             (SELECT session_id FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1000 OFFSET $2)",
        )
        .bind(user_id)
        .bind(MOST_SESSIONS - 1)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO sessions (session_id, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(id.hash())
        .bind(user_id)
        .bind(seconds(now))
        .bind(seconds(now + life))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Whose session it is; none if it has ended.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn session(&self, id: &SessionId, now: SystemTime) -> sqlx::Result<Option<Account>> {
        let row: Option<(String, String)> = sqlx::query_as(
            "SELECT user_id, name FROM sessions JOIN users USING (user_id) WHERE session_id = $1 AND expires_at > $2",
        )
        .bind(id.hash())
        .bind(seconds(now))
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.map(|(user_id, name)| Account { user_id, name }))
    }

    /// Ends a session, whoever still holds its cookie.
    ///
    /// # Errors
    ///
    /// If the database does not answer; then the session goes on.
    pub(crate) async fn end_session(&self, id: &SessionId) -> sqlx::Result<()> {
        sqlx::query("DELETE FROM sessions WHERE session_id = $1")
            .bind(id.hash())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

use std::time::{Duration, SystemTime};

use passwordless::{
    Session,
    store::{Mark, SessionMarks},
};

use super::mark_text::{self, written};
use super::rows::from_row;
use super::{Database, seconds, time};
use crate::chain::Chain;

/// How long people see a sign-in of theirs.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// The most that are kept of one user. Whoever has a passkey may sign in all day, and shall fill no disk with it.
const KEPT_OF_ONE: i64 = 100;

/// The most that people see.
const SHOWN: i64 = 20;

/// A sign-in as its user sees it.
#[derive(Clone, Debug)]
pub(crate) struct SignIn {
    /// What ends the session; nobody can sign in with it.
    pub(crate) session_mark: String,
    user_id: String,
    credential_mark: Option<String>,
    generation: String,
    began_at: i64,
    expires_at: i64,
    /// What the browser said it is.
    pub(crate) user_agent: String,
    /// Where it was.
    pub(crate) address: String,
    ended_at: Option<i64>,
}

from_row!(SignIn {
    session_mark,
    user_id,
    credential_mark,
    generation,
    began_at,
    expires_at,
    user_agent,
    address,
    ended_at
});

impl SignIn {
    /// When it began.
    pub(crate) fn began_at(&self) -> SystemTime {
        time(self.began_at)
    }

    /// When it ends by itself.
    pub(crate) fn expires_at(&self) -> SystemTime {
        time(self.expires_at)
    }

    /// Whether somebody ended it here, on the list. The crate knows of the other ways.
    pub(crate) fn is_noted_as_ended(&self) -> bool {
        self.ended_at.is_some()
    }

    /// What the crate is asked about it; none if somebody wrote something else into the database.
    pub(crate) fn marks(&self) -> Option<SessionMarks> {
        let credential = self.credential_mark.as_deref().map(mark_text::read);
        Some(SessionMarks {
            session: mark_text::read(&self.session_mark)?,
            user: Mark::user(&self.user_id),
            credential: credential.map_or(Some(None), |mark| mark.map(Some))?,
            generation: self.generation.parse().ok()?,
        })
    }
}

impl Database {
    /// Notes a sign-in, and forgets the user's oldest where there are too many.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn note_sign_in(
        &self,
        session: &Session,
        user_agent: &str,
        address: &str,
    ) -> sqlx::Result<()> {
        let SessionMarks { session: mark, credential, generation, .. } = session.marks();
        sqlx::query(
            "INSERT INTO sign_ins (session_mark, user_id, credential_mark, generation, began_at, expires_at, \
             user_agent, address)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(written(mark))
        .bind(session.user_id())
        .bind(credential.as_ref().map(written))
        .bind(generation.to_string())
        .bind(seconds(session.signed_in_at()))
        .bind(seconds(session.expires_at()))
        .bind(user_agent)
        .bind(address)
        .execute(&self.pool)
        .await?;
        sqlx::query(
            "DELETE FROM sign_ins WHERE user_id = $1 AND began_at < (SELECT began_at FROM sign_ins
             WHERE user_id = $1 ORDER BY began_at DESC LIMIT 1 OFFSET $2)",
        )
        .bind(session.user_id())
        .bind(KEPT_OF_ONE - 1)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The user's last sign-ins, newest first.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn sign_ins(&self, user_id: &str) -> sqlx::Result<Vec<SignIn>> {
        sqlx::query_as(
            "SELECT * FROM sign_ins WHERE user_id = $1 ORDER BY began_at DESC, session_mark LIMIT $2",
        )
        .bind(user_id)
        .bind(SHOWN)
        .fetch_all(&self.pool)
        .await
    }

    /// The sign-in with this mark, if it is the user's own.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn sign_in(&self, user_id: &str, mark: &str) -> sqlx::Result<Option<SignIn>> {
        sqlx::query_as("SELECT * FROM sign_ins WHERE user_id = $1 AND session_mark = $2")
            .bind(user_id)
            .bind(mark)
            .fetch_optional(&self.pool)
            .await
    }

    /// Notes that a sign-in has ended, or all of the user's where no mark is given. The session has ended before, so
    /// that a list which cannot be written stops nobody.
    pub(crate) async fn note_end(&self, user_id: &str, mark: Option<&str>, now: SystemTime) {
        let noted = sqlx::query(
            "UPDATE sign_ins SET ended_at = $1
             WHERE user_id = $2 AND ended_at IS NULL AND (session_mark = $3 OR $4 = 1)",
        )
        .bind(seconds(now))
        .bind(user_id)
        .bind(mark.unwrap_or_default())
        .bind(i64::from(mark.is_none()))
        .execute(&self.pool)
        .await;
        if let Err(error) = noted {
            tracing::error!(error = %Chain(&error), "the end of a sign-in is not on its user's list");
        }
    }

    /// Deletes what is too old to be shown.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub(crate) async fn sweep(&self, now: SystemTime) -> sqlx::Result<()> {
        let oldest = now.checked_sub(KEPT).map_or(0, seconds);
        sqlx::query("DELETE FROM sign_ins WHERE began_at < $1").bind(oldest).execute(&self.pool).await?;
        Ok(())
    }
}

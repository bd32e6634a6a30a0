//! The statements about sign-ins over a pool, written once for the two types of pool.

use passwordless::{
    accounts::NotedSignIn,
    store::{Mark, SessionMarks},
};

use super::{Answer, malformed, pools::mark, sign_in_text as text};
use crate::{
    clock,
    connection::{Connection, execute},
};

/// The statements of [`text`], over the pool of one database or the other.
pub(crate) trait SignInStatements: Send + Sync + 'static {
    fn note_sign_in<'a>(&'a self, sign_in: &'a NotedSignIn) -> Answer<'a, ()>;

    fn trim_sign_ins<'a>(&'a self, user_id: &'a str) -> Answer<'a, ()>;

    fn sign_ins<'a>(&'a self, user_id: &'a str) -> Answer<'a, Vec<NotedSignIn>>;

    fn sign_in_seen<'a>(&'a self, user_id: &'a str, session: Mark, at: i64, before: i64) -> Answer<'a, ()>;

    fn forget_sign_ins<'a>(&'a self, user_id: &'a str) -> Answer<'a, ()>;
}

pub(super) struct Noted {
    pub(super) session_mark: Vec<u8>,
    pub(super) user_id: String,
    pub(super) credential_mark: Option<Vec<u8>>,
    pub(super) generation: String,
    pub(super) began_at: i64,
    pub(super) seen_at: i64,
    pub(super) expires_at: i64,
    pub(super) address: Option<String>,
    pub(super) user_agent: Option<String>,
}

impl Noted {
    /// What was kept; an error if somebody wrote something else into the database.
    fn read(self) -> sqlx::Result<NotedSignIn> {
        let marks = SessionMarks {
            session: mark(&self.session_mark)?,
            user: Mark::user(&self.user_id),
            credential: self.credential_mark.as_deref().map(mark).transpose()?,
            generation: self.generation.parse().map_err(|_| malformed())?,
        };
        let (began_at, expires_at) = (clock::time(self.began_at), clock::time(self.expires_at));
        Ok(NotedSignIn::new(self.user_id, marks, began_at, expires_at)
            .last_seen(clock::time(self.seen_at))
            .from_client(self.address, self.user_agent))
    }
}

/// Postgres takes no text with a NUL in it. Nobody has such an id, and no header such a value.
fn plain(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

macro_rules! statements {
    ($feature:literal, $pool:ty, cut: $cut:literal) => {
        #[cfg(feature = $feature)]
        const _: () = {
            impl SignInStatements for $pool {
                fn note_sign_in<'a>(&'a self, sign_in: &'a NotedSignIn) -> Answer<'a, ()> {
                    let SessionMarks { session, credential, generation, .. } = *sign_in.marks();
                    let query = sqlx::query(text::NOTE)
                        .bind(session.as_bytes().to_vec())
                        .bind(plain(sign_in.user_id()))
                        .bind(credential.map(|mark| mark.as_bytes().to_vec()))
                        .bind(generation.to_string())
                        .bind(clock::micros(sign_in.began_at()))
                        .bind(clock::micros(sign_in.last_seen_at()))
                        .bind(clock::micros(sign_in.expires_at()))
                        .bind(sign_in.address().map(plain))
                        .bind(sign_in.user_agent().map(plain));
                    Box::pin(async move { execute(self, $cut, query).await.map(drop) })
                }

                fn trim_sign_ins<'a>(&'a self, user_id: &'a str) -> Answer<'a, ()> {
                    Box::pin(async move {
                        execute(self, $cut, sqlx::query(text::TRIM).bind(plain(user_id))).await.map(drop)
                    })
                }

                fn sign_ins<'a>(&'a self, user_id: &'a str) -> Answer<'a, Vec<NotedSignIn>> {
                    Box::pin(async move {
                        let query = sqlx::query_as(text::OF).bind(plain(user_id));
                        let mut connection = Connection::from(self, $cut).await?;
                        let rows: sqlx::Result<Vec<Noted>> = query.fetch_all(connection.get()?).await;
                        connection.give_back(&rows);
                        rows?.into_iter().map(Noted::read).collect()
                    })
                }

                fn sign_in_seen<'a>(
                    &'a self,
                    user_id: &'a str,
                    session: Mark,
                    at: i64,
                    before: i64,
                ) -> Answer<'a, ()> {
                    let query = sqlx::query(text::SEEN)
                        .bind(session.as_bytes().to_vec())
                        .bind(plain(user_id))
                        .bind(at)
                        .bind(before);
                    Box::pin(async move { execute(self, $cut, query).await.map(drop) })
                }

                fn forget_sign_ins<'a>(&'a self, user_id: &'a str) -> Answer<'a, ()> {
                    Box::pin(async move {
                        execute(self, $cut, sqlx::query(text::FORGET).bind(plain(user_id))).await.map(drop)
                    })
                }
            }
        };
    };
}

// SQLite's own thread ends a statement that was given up.
statements!("sqlite", sqlx::SqlitePool, cut: false);
statements!("postgres", sqlx::PgPool, cut: true);

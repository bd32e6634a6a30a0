//! The statements, and how they are run.

mod batch;
mod dialect;
mod pool;
mod pools;
mod reading;
mod rows;
pub(crate) mod sign_in_text;
mod sign_ins;
pub(crate) mod text;

use std::{io, ops::Range, pin::Pin, time::Duration};

use passwordless::store::{Mark, StoreError, TokenMarks};
use tokio::time::timeout;

pub use pool::SqlPool;
pub(crate) use sign_ins::SignInStatements;

pub(crate) use batch::{Batch, Revoked};

use crate::{
    OpenError,
    parts::{Digest, Parts},
};

/// The future of a statement.
pub(crate) type Answer<'a, T, E = sqlx::Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// What a token's spending found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spending {
    /// How many of its passkeys were revoked.
    pub(crate) credentials: i64,
    /// The generation, time and end of the user's revocation.
    pub(crate) generation: Option<i64>,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) ends_at: Option<i64>,
}

/// A revocation that was written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) generation: i64,
    pub(crate) until: i64,
}

/// Which store a database holds, when it was asked, up to which end it forgot revocations, and what it shows.
#[derive(Debug, Clone)]
pub(crate) struct StoreRow {
    pub(crate) micros: i64,
    pub(crate) mark: Mark,
    pub(crate) revoked_until: i64,
    pub(crate) seen: Seen,
}

/// Which rows can be seen, in the words of the database.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) rows: String,
    /// Greater than the turn of any row that could be seen, and falls only where turns are given again.
    pub(crate) latest: i64,
    /// When the server was started.
    pub(crate) server: i64,
    /// When the connection was made, by the database's clock.
    pub(crate) connected_at: i64,
}

/// What ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    User,
    Session,
    Passkey,
}

/// Which revocations are to be read.
#[derive(Debug, Clone)]
pub(crate) enum Which {
    /// What was revoked at this time or later.
    Since(i64),
    /// What could not be seen then.
    Unseen(String),
    Parts(Parts, Range<usize>),
}

/// The statements of [`text`], over the pool of one database or the other.
pub(crate) trait Statements: SignInStatements {
    /// Runs the migrations, all or none, while no other process does, and gives a new store this mark.
    fn migrate(&self, mark: Mark) -> Answer<'_, (), OpenError>;

    /// The newest migration that was applied.
    fn version(&self) -> Answer<'_, i64>;

    fn spend(&self, token: TokenMarks) -> Answer<'_, Option<Spending>>;

    /// One of the statements that write a revocation. No row, no answer.
    fn end(&self, sql: &'static str, mark: Mark, user: Mark, until: i64) -> Answer<'_, Option<Written>>;

    fn collapse(&self, user: Mark, by: Written) -> Answer<'_, ()>;

    fn store(&self) -> Answer<'_, StoreRow>;

    /// One of the statements that give the store another mark.
    fn renew(&self, sql: &'static str, mark: Mark) -> Answer<'_, ()>;

    fn revoked(&self, which: Which) -> Answer<'_, Batch>;

    /// How many revocations there are, and how many of them are of users.
    fn count(&self) -> Answer<'_, [i64; 2]>;

    /// What is in each part, of what ends in this minute or later.
    fn digests(&self, parts: Parts, since: i64) -> Answer<'_, Vec<Digest>>;

    /// False: somebody has the lease.
    fn lease(&self, user: Mark, lease: Mark, micros: i64) -> Answer<'_, bool>;

    fn release(&self, user: Mark, lease: Mark) -> Answer<'_, ()>;

    /// The known passkeys of a user, and the user's own mark.
    fn passkeys(&self, user: Mark) -> Answer<'_, Vec<Mark>>;

    /// False: it was known already, or the user has too many.
    fn add_passkey(&self, user: Mark, passkey: Mark) -> Answer<'_, bool>;

    /// Forgets a passkey of a user, or all that is known of the user by the user's own mark.
    fn forget_passkeys(&self, user: Mark, mark: Mark) -> Answer<'_, ()>;

    /// One of the statements that note what may be forgotten: what ended before `before`.
    fn forget(&self, sql: &'static str, before: i64) -> Answer<'_, ()>;

    /// One of the statements that delete so many rows that ended before `before`, and how many it found.
    fn sweep(&self, sql: &'static str, before: i64, rows: i64) -> Answer<'_, u64>;
}

/// What a row of ours is answered with that somebody else wrote.
pub(crate) fn malformed() -> sqlx::Error {
    sqlx::Error::Decode("a table of passwordless-sqlx holds a row that this crate did not write".into())
}

/// A negative generation would end nothing, so it is not one.
pub(crate) fn unsigned(generation: i64) -> Result<u64, StoreError> {
    u64::try_from(generation).map_err(StoreError::unavailable)
}

/// The answer, if it comes within this time.
pub(crate) async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = sqlx::Result<T>>,
) -> sqlx::Result<T> {
    let slow = |_| io::Error::new(io::ErrorKind::TimedOut, "the database did not answer in time");
    timeout(limit, answer).await.map_err(slow)?
}

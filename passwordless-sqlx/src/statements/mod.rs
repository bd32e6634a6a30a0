//! The statements, and how they are run.

mod pool;
mod pools;
pub(crate) mod text;

use std::{io, pin::Pin, time::Duration};

use passwordless::store::{Mark, StoreError, TokenMarks};

pub use pool::SqlPool;

use crate::OpenError;

/// The future of a statement.
pub(crate) type Answer<'a, T, E = sqlx::Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// What a token's spending found.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Spending {
    /// How many of its passkeys were revoked.
    pub(crate) credentials: i64,
    /// The generation, time and end of the user's revocation.
    pub(crate) generation: Option<i64>,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) ends_at: Option<i64>,
}

/// A revocation that was written.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Written {
    pub(crate) generation: i64,
    #[sqlx(rename = "until_at")]
    pub(crate) until: i64,
}

/// Which store a database holds, when it was asked, and up to which end it forgot revocations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoreRow {
    pub(crate) micros: i64,
    pub(crate) mark: Mark,
    pub(crate) revoked_until: i64,
}

/// A revocation that was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Revoked {
    pub(crate) is_user: bool,
    pub(crate) mark: Mark,
    pub(crate) generation: u64,
    pub(crate) until: i64,
}

/// What ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    User,
    Session,
    Passkey,
}

/// Is told of each revocation.
pub(crate) type Note<'a> = &'a mut (dyn FnMut(Revoked) + Send);

/// The statements of [`text`], over the pool of one database or the other.
pub(crate) trait Statements: Send + Sync + 'static {
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

    /// Tells of each revocation from `since` on.
    ///
    /// Each row may take as long as `patience`; how many there are is not known.
    fn revoked_since<'a>(&'a self, since: i64, patience: Duration, note: Note<'a>) -> Answer<'a, ()>;

    /// False: somebody has the lease.
    fn lease(&self, user: Mark, lease: Mark, micros: i64) -> Answer<'_, bool>;

    fn release(&self, user: Mark, lease: Mark) -> Answer<'_, ()>;

    /// The known passkeys of a user, and the user's own mark.
    fn passkeys(&self, user: Mark) -> Answer<'_, Vec<Mark>>;

    /// False: it was known already, or the user has too many.
    fn add_passkey(&self, user: Mark, passkey: Mark) -> Answer<'_, bool>;

    /// Forgets a passkey of a user, or all that is known of the user by the user's own mark.
    fn forget_passkeys(&self, user: Mark, mark: Mark) -> Answer<'_, ()>;

    /// One of the statements that forget what ended before `before`, and how many rows it changed.
    fn sweep(&self, sql: &'static str, before: i64) -> Answer<'_, u64>;
}

/// A negative generation would end nothing, so it is not one.
pub(crate) fn unsigned(generation: i64) -> Result<u64, StoreError> {
    u64::try_from(generation).map_err(StoreError::unavailable)
}

/// What a statement is answered with that is given up.
pub(crate) fn slow() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database did not answer in time"))
}

use std::{fmt, pin::Pin, sync::Arc, time::Duration};

use passwordless::{Mark, TokenMarks};

use crate::OpenError;

/// The application's own pool, of whichever database.
///
/// Made from a `SqlitePool` or a `PgPool`, by value or by reference; a pool's clones are the same pool.
#[derive(Clone)]
pub struct Database(pub(crate) Arc<dyn Statements>);

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a pool shows of itself may tell how to reach the database.
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

/// The future of a statement.
pub(crate) type Answer<'a, T, E = sqlx::Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// What a token's spending found: how many of its passkeys were revoked, and the generation, time and end of the
/// user's revocation.
pub(crate) type Spending = (i64, Option<i64>, Option<i64>, Option<i64>);

/// The generation and the end of a revocation that was written.
pub(crate) type Written = (i64, i64);

/// Is told of each revocation: its mark, generation and end.
pub(crate) type Note<'a> = &'a mut (dyn FnMut(Mark, u64, i64) + Send);

/// The statements of [`sql`](crate::sql), over the pool of one database or the other.
pub(crate) trait Statements: Send + Sync + 'static {
    /// Runs the migrations, all or none, while no other process does.
    fn migrate(&self) -> Answer<'_, (), OpenError>;

    /// The newest migration that was applied.
    fn version(&self) -> Answer<'_, i64>;

    fn spend(&self, token: TokenMarks) -> Answer<'_, Option<Spending>>;

    /// One of the statements that write a revocation. No row, no answer.
    fn end(&self, sql: &'static str, mark: Mark, user: Mark, until: i64) -> Answer<'_, Option<Written>>;

    fn collapse(&self, user: Mark, by: Written) -> Answer<'_, ()>;

    /// Tells of each revocation from `since` on, and answers the time of the look.
    ///
    /// Each row may take as long as `patience`; how many there are is not known.
    fn revoked_since<'a>(&'a self, since: i64, patience: Duration, note: Note<'a>) -> Answer<'a, i64>;

    /// False: somebody has the lease.
    fn lease(&self, user: Mark, lease: Mark, micros: i64) -> Answer<'_, bool>;

    fn release(&self, user: Mark, lease: Mark) -> Answer<'_, ()>;

    /// One of the statements that forget what ended before `before`, and how many rows it changed.
    fn sweep(&self, sql: &'static str, before: i64) -> Answer<'_, u64>;
}

use sqlx::{Database, Executor, IntoArguments, Pool, pool::PoolConnection, query::Query};

use crate::busy;

/// A connection of the application's pool, for one statement.
///
/// A statement that was given up, because its deadline passed or because nobody waits for its answer any more, leaves
/// a connection to a server that perhaps never answers again. Given back to the pool, it would keep its place there
/// until TCP gives up, a quarter of an hour later. So it is cut instead, and the pool may open another.
///
/// A connection to a server that takes no writes is cut as well: after a fail-over the pool's old connections lead to
/// the former primary, and new ones to where the host's name leads now.
pub(crate) struct Connection<DB: Database> {
    /// Always there until the drop.
    connection: Option<PoolConnection<DB>>,
    cut: bool,
}

impl<DB: Database> Connection<DB> {
    /// Waits for a connection. It is cut when it is dropped before [`give_back`](Self::give_back), if `cut` is true.
    ///
    /// SQLite's must not be: its own thread ends the statement, and to close a database in memory is to lose it.
    pub(crate) async fn from(pool: &Pool<DB>, cut: bool) -> sqlx::Result<Self> {
        Ok(Self { connection: Some(pool.acquire().await?), cut })
    }

    pub(crate) fn get(&mut self) -> sqlx::Result<&mut DB::Connection> {
        self.connection.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    /// The statement has ended, well or not.
    pub(crate) fn give_back<T>(mut self, answer: &sqlx::Result<T>) {
        self.cut &= answer.as_ref().is_err_and(busy::is_read_only);
    }
}

impl<DB: Database> Drop for Connection<DB> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take_if(|_| self.cut) {
            drop(connection.detach());
        }
    }
}

/// Runs a statement that answers with no rows, on a [`Connection`] of this pool.
pub(crate) async fn execute<DB: Database>(
    pool: &Pool<DB>,
    cut: bool,
    query: Query<'_, DB, DB::Arguments>,
) -> sqlx::Result<DB::QueryResult>
where
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let mut connection = Connection::from(pool, cut).await?;
    let done = query.execute(connection.get()?).await;
    connection.give_back(&done);
    done
}

/// Runs a statement that answers with rows, on a [`Connection`] of this pool.
pub(crate) async fn fetch_all<DB: Database>(
    pool: &Pool<DB>,
    cut: bool,
    query: Query<'_, DB, DB::Arguments>,
) -> sqlx::Result<Vec<DB::Row>>
where
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let mut connection = Connection::from(pool, cut).await?;
    let rows = query.fetch_all(connection.get()?).await;
    connection.give_back(&rows);
    rows
}

use std::fmt;
use std::time::Duration;

use rocket::futures::stream::{self, BoxStream};
use rocket::futures::{StreamExt, TryStreamExt, future::BoxFuture};
use rocket::tokio::time::timeout;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Database, Describe, Either, Executor, SqlStr};

/// The connections of the application's own statements. Each statement is answered in time, or is an error: a server
/// that was cut off says nothing at all, and nobody shall wait until TCP gives up a quarter of an hour later.
#[derive(Clone)]
pub(super) struct Connections {
    pool: AnyPool,
    cut: bool,
}

impl Connections {
    /// How long a statement may take, the wait for a connection included.
    pub(super) const PATIENCE: Duration = Duration::from_secs(5);

    /// A connection whose statement was given up is cut if `cut` is true, so that it does not keep its place in the
    /// pool. SQLite's must not be: its own thread ends the statement.
    pub(super) fn new(pool: AnyPool, cut: bool) -> Self {
        Self { pool, cut }
    }

    /// Closes them, after what is under way.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    /// Runs one statement on a connection of its own.
    async fn answer<T>(
        self,
        ask: impl AsyncFnOnce(&mut PoolConnection<Any>) -> sqlx::Result<T>,
    ) -> sqlx::Result<T> {
        let asked = async {
            let mut held = Held { connection: Some(self.pool.acquire().await?), cut: self.cut };
            let connection = held.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
            let answer = ask(connection).await;
            held.cut = self.cut && leads_nowhere(&answer);
            answer
        };
        timeout(Self::PATIENCE, asked).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }
}

/// What Postgres says where it may only be read, as a node does that took part in a failover.
const READ_ONLY: &str = "25006";

/// Whether the connection is of no more use: another one may lead to the node that takes writes.
fn leads_nowhere<T>(answer: &sqlx::Result<T>) -> bool {
    let error = answer.as_ref().err().and_then(sqlx::Error::as_database_error);
    error.is_some_and(|error| error.code().as_deref() == Some(READ_ONLY))
}

/// Cuts the connection unless the statement has ended.
struct Held {
    connection: Option<PoolConnection<Any>>,
    cut: bool,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take_if(|_| self.cut) {
            drop(connection.detach());
        }
    }
}

impl<'p> Executor<'p> for &Connections {
    type Database = Any;

    /// All rows at once: what the demo asks for has a limit.
    fn fetch_many<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxStream<'e, sqlx::Result<Either<<Any as Database>::QueryResult, <Any as Database>::Row>>>
    where
        E: 'q + sqlx::Execute<'q, Any>,
    {
        let connections = self.clone();
        let all =
            connections.answer(async |connection| connection.fetch_many(query).try_collect::<Vec<_>>().await);
        stream::once(all).map_ok(|all| stream::iter(all.into_iter().map(Ok))).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, sqlx::Result<Option<<Any as Database>::Row>>>
    where
        E: 'q + sqlx::Execute<'q, Any>,
    {
        let connections = self.clone();
        Box::pin(connections.answer(async |connection| connection.fetch_optional(query).await))
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [<Any as Database>::TypeInfo],
    ) -> BoxFuture<'e, sqlx::Result<<Any as Database>::Statement>>
    where
        'p: 'e,
    {
        let connections = self.clone();
        Box::pin(connections.answer(async |connection| connection.prepare_with(sql, parameters).await))
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<Describe<Any>>>
    where
        'p: 'e,
    {
        let connections = self.clone();
        Box::pin(connections.answer(async |connection| connection.describe(sql).await))
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a pool shows of itself may tell how to reach the database.
        f.debug_struct("Connections").field("cut", &self.cut).finish_non_exhaustive()
    }
}

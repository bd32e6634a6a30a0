use std::{io, time::Duration};

use tokio::time::{Instant, sleep, timeout_at};

/// Repeats a statement until the deadline, for as long as the database says that it did nothing: because others were
/// busy there, or because the connection leads to a server that takes no writes.
///
/// SQLite says that it is busy when it has waited for the file as long as the pool allows, and Postgres of a deadlock
/// or, where the application made its transactions serializable, of a conflict. Of a server that takes no writes see
/// [`Connection`](crate::connection::Connection).
pub(crate) async fn until_settled<T, F>(deadline: Duration, ask: impl Fn() -> F) -> Result<T, sqlx::Error>
where
    F: Future<Output = Result<T, sqlx::Error>>,
{
    let end = Instant::now() + deadline;
    let mut last = None;
    loop {
        match timeout_at(end, ask()).await {
            Ok(Err(error)) if did_nothing(&error) => last = Some(error),
            Ok(answer) => return answer,
            Err(_) => return Err(last.unwrap_or_else(|| late(deadline))),
        }
        sleep(PAUSE).await;
    }
}

const PAUSE: Duration = Duration::from_millis(5);

fn did_nothing(error: &sqlx::Error) -> bool {
    // SQLITE_BUSY with its two extended codes, and SQLSTATE serialization_failure and deadlock_detected.
    has_code(error, &["5", "261", "517", "40001", "40P01"]) || is_read_only(error)
}

/// Whether Postgres takes no writes here: SQLSTATE read_only_sql_transaction.
///
/// After a fail-over that is said by the former primary, over connections that were opened before.
pub(crate) fn is_read_only(error: &sqlx::Error) -> bool {
    has_code(error, &["25006"])
}

fn has_code(error: &sqlx::Error, codes: &[&str]) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| codes.contains(&code.as_ref()))
}

fn late(deadline: Duration) -> sqlx::Error {
    let sentence = format!("no answer from the database within {deadline:?}");
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, sentence))
}

use std::time::Duration;

use tokio::time::sleep;

use crate::statements::Answer;

/// Repeats a statement for as long as the database says that it did nothing because others were busy there.
///
/// SQLite says so when it has waited for the file as long as the pool allows, and Postgres of a deadlock or, where the
/// application made its transactions serializable, of a conflict.
pub(crate) async fn until_settled<'a, T>(ask: impl Fn() -> Answer<'a, T>) -> sqlx::Result<T> {
    loop {
        match ask().await {
            Err(error) if did_nothing(&error) => sleep(PAUSE).await,
            answer => return answer,
        }
    }
}

const PAUSE: Duration = Duration::from_millis(5);

fn did_nothing(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    // SQLITE_BUSY with its two extended codes, and SQLSTATE serialization_failure and deadlock_detected.
    code.is_some_and(|code| ["5", "261", "517", "40001", "40P01"].contains(&code.as_ref()))
}

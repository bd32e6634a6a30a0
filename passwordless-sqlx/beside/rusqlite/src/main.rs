//! An application on rusqlite, with the store beside it in the same file.

use std::error::Error;

use passwordless_sqlx::SqlStore;
use rusqlite::Connection;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::temp_dir().join(format!("beside-rusqlite-{}.db", std::process::id()));
    let own = Connection::open(&file)?;
    own.execute_batch("CREATE TABLE notes (text TEXT)")?;

    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file);
    let pool = sqlx::SqlitePool::connect_with(options).await?;
    SqlStore::migrate(&pool).await?;
    let store = SqlStore::open(&pool).await?;

    assert_eq!(own.execute("INSERT INTO notes VALUES ('Hello')", [])?, 1);
    drop(store);
    std::fs::remove_file(file)?;
    Ok(())
}

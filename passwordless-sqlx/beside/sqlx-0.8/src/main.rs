//! An application on sqlx 0.8, with the store beside it in the same file.

use std::error::Error;

use passwordless_sqlx::SqlStore;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::temp_dir().join(format!("beside-sqlx-{}.db", std::process::id()));
    let older = sqlx_older::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let own = sqlx_older::SqlitePool::connect_with(older).await?;
    sqlx_older::query("CREATE TABLE notes (text TEXT)").execute(&own).await?;

    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file);
    let pool = sqlx::SqlitePool::connect_with(options).await?;
    SqlStore::migrate(&pool).await?;
    let store = SqlStore::open(&pool).await?;

    sqlx_older::query("INSERT INTO notes VALUES ('Hello')").execute(&own).await?;
    let notes: i64 = sqlx_older::query_scalar("SELECT count(*) FROM notes").fetch_one(&own).await?;
    assert_eq!(notes, 1);
    drop(store);
    std::fs::remove_file(file)?;
    Ok(())
}

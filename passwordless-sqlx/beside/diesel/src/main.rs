//! An application on diesel, with the store beside it in the same file.

use std::error::Error;

use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use passwordless_sqlx::SqlStore;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::temp_dir().join(format!("beside-diesel-{}.db", std::process::id()));
    let mut own = SqliteConnection::establish(file.to_str().ok_or("a path of another encoding")?)?;
    sql_query("CREATE TABLE notes (text TEXT)").execute(&mut own)?;

    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file);
    let pool = sqlx::SqlitePool::connect_with(options).await?;
    SqlStore::migrate(&pool).await?;
    let store = SqlStore::open(&pool).await?;

    assert_eq!(sql_query("INSERT INTO notes VALUES ('Hello')").execute(&mut own)?, 1);
    drop(store);
    std::fs::remove_file(file)?;
    Ok(())
}

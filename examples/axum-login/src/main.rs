//! Serves the application at <http://localhost:4000>, with its database in `notes.sqlite`.

use std::error::Error;

use example_axum_login::{app, migrate};
use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt::init();
    let file = SqliteConnectOptions::new().filename("notes.sqlite").create_if_missing(true);
    let db = SqlitePool::connect_with(file).await?;
    migrate(&db).await?;
    let listener = TcpListener::bind("127.0.0.1:4000").await?;
    tracing::info!("listening at http://localhost:4000");
    Ok(axum::serve(listener, app(db, false)).await?)
}

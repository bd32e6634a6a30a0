//! What the store in a database costs as it grows, and with many processes. Prints tables; decides no test.

mod database;
mod growth;
mod latency;
mod many;
mod marks;
mod process;
mod server;
mod statements;
mod sweeping;
#[path = "../../src/table.rs"]
mod table;

use std::{env, error::Error};

use database::Database;
use server::Server;

/// What everything here answers with: a sentence for whoever runs it.
type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    sqlx::any::install_default_drivers();
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => everything(&[0, 10_000, 1_000_000]).await,
        ["growth", ref sizes @ ..] => {
            growth(&sizes.iter().map(|size| size.parse()).collect::<Result<Vec<_>, _>>()?).await
        }
        ["statements"] => statements::counted(&Server::start()?).await,
        ["sweeping"] => sweeping().await,
        ["many", ref processes @ ..] => {
            let processes: Vec<usize> = processes.iter().map(|n| n.parse()).collect::<Result<_, _>>()?;
            many::heard(&Server::start()?, &processes).await
        }
        // What the program calls itself as.
        [process::OPENS, url] => process::open(&Database::from(url)).await,
        [process::LISTENS, url] => process::listen(&Database::from(url)).await,
        _ => Err("the arguments are none, or: growth SIZE.., statements, sweeping, many PROCESSES..".into()),
    }
}

async fn everything(sizes: &[i64]) -> Outcome {
    growth(sizes).await?;
    sweeping().await?;
    let server = Server::start()?;
    statements::counted(&server).await?;
    many::heard(&server, &[3, 10, 30]).await
}

async fn growth(sizes: &[i64]) -> Outcome {
    let folder = tempfile::tempdir()?;
    growth::table("SQLite", sizes, async |size| Database::in_folder(folder.path(), size)).await?;
    let server = Server::start()?;
    growth::table("Postgres", sizes, async |_| Ok(Database::Postgres(server.database().await?))).await
}

async fn sweeping() -> Outcome {
    let folder = tempfile::tempdir()?;
    let server = Server::start()?;
    let postgres = Database::Postgres(server.database().await?);
    sweeping::beside_sign_ins(&[("SQLite", Database::in_folder(folder.path(), 0)?), ("Postgres", postgres)])
        .await
}

//! What a session costs the database while it lives. Prints a table; decides no test.
//!
//! tower-sessions keeps a row for each session: a write for each sign-in, and a read for each request. Ours is in the cookie:
//! a sign-in writes that its token is spent, and a request asks the memory what has ended.

#[path = "../../store/src/server.rs"]
#[allow(dead_code, reason = "the other program stops and asks it, too")]
mod server;
#[path = "../../src/table.rs"]
#[allow(dead_code, reason = "the other programs print ratios, too")]
mod table;

use std::{
    collections::HashMap,
    error::Error,
    time::{Duration, Instant, SystemTime},
};

use passwordless::{
    Store,
    store::{Mark, SessionMarks, Spent, TokenMarks},
};
use passwordless_sqlx::SqlStore;
use server::Server;
use sqlx::{Connection, PgConnection, postgres::PgPoolOptions};
use table::Table;
use time::OffsetDateTime;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};
use tower_sessions_sqlx_store::PostgresStore;

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// How many people sign in, one after another.
const PEOPLE: u64 = 20_000;

#[tokio::main]
async fn main() -> Outcome {
    sqlx::any::install_default_drivers();
    let server = Server::start()?;
    let url = server.database().await?;
    let mut table = Table::new(["", "sign-in, µs", "request, µs", "rows", "kB in the database"]);
    let times = rows_of_peer(&url).await?;
    row(&mut table, "tower-sessions-sqlx-store", &url, "tower_sessions.session", times).await?;
    let times = ours(&url).await?;
    row(&mut table, "ours", &url, "passwordless_spent", times).await?;
    table.print("Twenty thousand people who are signed in, on Postgres");
    Ok(())
}

/// How long a sign-in and a request take in the store that keeps a row for each session.
async fn rows_of_peer(url: &str) -> Outcome<[Duration; 2]> {
    let pool = sqlx_of_peer::postgres::PgPoolOptions::new().max_connections(4).connect(url).await?;
    let store = PostgresStore::new(pool);
    store.migrate().await?;
    let (mut signs_in, mut asks) = (Duration::ZERO, Duration::ZERO);
    for person in 0..PEOPLE {
        let mut record = Record {
            id: Id::default(),
            data: HashMap::from([("user".to_owned(), person.into())]),
            expiry_date: OffsetDateTime::now_utc() + Duration::from_secs(24 * 60 * 60),
        };
        let started = Instant::now();
        store.create(&mut record).await?;
        signs_in += started.elapsed();
        let started = Instant::now();
        store.load(&record.id).await?.ok_or("a session is lost")?;
        asks += started.elapsed();
    }
    Ok([signs_in, asks])
}

/// How long they take in ours.
async fn ours(url: &str) -> Outcome<[Duration; 2]> {
    let pool = PgPoolOptions::new().max_connections(4).connect(url).await?;
    SqlStore::migrate(&pool).await?;
    let store = SqlStore::open(&pool).await?;
    let (mut signs_in, mut asks) = (Duration::ZERO, Duration::ZERO);
    for person in 0..PEOPLE {
        let now = SystemTime::now();
        let user = Mark::user(&format!("user {person}"));
        let token = TokenMarks {
            token: Mark::token(&format!("token {person}")),
            user,
            credential: None,
            minted_at: now,
            until: now + Duration::from_secs(120),
        };
        let started = Instant::now();
        let Spent::First { generation } = store.spend(token, None, now).await? else {
            return Err("a new token was spent already".into());
        };
        signs_in += started.elapsed();
        let session = SessionMarks {
            session: Mark::token(&format!("session {person}")),
            user,
            credential: None,
            generation,
        };
        let started = Instant::now();
        if store.is_revoked(&session, now)? {
            return Err("a new session has ended".into());
        }
        asks += started.elapsed();
    }
    store.stop().await;
    Ok([signs_in, asks])
}

async fn row(table: &mut Table, name: &str, url: &str, of: &str, times: [Duration; 2]) -> Outcome {
    let mut connection = PgConnection::connect(url).await?;
    let sql = format!("SELECT COUNT(*), pg_total_relation_size('{of}') / 1024 FROM {of}");
    let (rows, kilobytes): (i64, i64) =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await?;
    connection.close().await?;
    let micros = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e6 / PEOPLE as f64);
    table.row([name.to_owned(), micros(times[0]), micros(times[1]), rows.to_string(), kilobytes.to_string()]);
    Ok(())
}

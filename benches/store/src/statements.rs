use sqlx::{AnyConnection, Connection, Row};

use passwordless_sqlx::SqlStore;

use crate::{
    Database, Outcome,
    latency::What,
    server::Server,
    table::{Table, count, ratio},
};

const TIMES: usize = 1_000;
const ROWS: i64 = 1_000_000;

/// Prints what Postgres does for a sign-in, a sign-out and a look, with a million revocations.
pub(crate) async fn counted(server: &Server) -> Outcome {
    let database = Database::Postgres(server.database().await?);
    let pool = database.pool(1).await?;
    SqlStore::migrate(pool.clone()).await?;
    database.fill(ROWS, 7 * 24 * 60 * 60).await?;
    let store = SqlStore::open(pool).await?;
    store.stop().await;
    let mut connection = AnyConnection::connect(database.url()).await?;
    sqlx::raw_sql("CREATE EXTENSION pg_stat_statements").execute(&mut connection).await?;
    let mut table = Table::new([
        "Postgres",
        "statements",
        "rows",
        "blocks",
        "WAL bytes",
        "of which pages after a checkpoint",
        "ms of the server",
    ]);
    for what in ["a sign-in", "a sign-out", "a look", "a comparison"] {
        // The first write to each page since a checkpoint writes all of it. Here each sign-out meets pages of its own: with
        // a million a day and a checkpoint in five minutes, so does nearly every one.
        sqlx::raw_sql("CHECKPOINT").execute(&mut connection).await?;
        sqlx::raw_sql("SELECT pg_stat_statements_reset()").execute(&mut connection).await?;
        let times = if what == "a comparison" { 3 } else { TIMES };
        match what {
            "a sign-in" => drop(What::SignIn.in_turn(&store, times).await?),
            "a sign-out" => drop(What::SignOut.in_turn(&store, times).await?),
            "a look" => {
                for _ in 0..times {
                    store.refresh().await?;
                }
            }
            _ => {
                for _ in 0..times {
                    store.compare().await?;
                }
            }
        }
        let all = "SELECT CAST(SUM(calls) AS DOUBLE PRECISION), CAST(SUM(rows) AS DOUBLE PRECISION), \
                   CAST(SUM(shared_blks_hit + shared_blks_read) AS DOUBLE PRECISION), \
                   CAST(SUM(wal_bytes) AS DOUBLE PRECISION), CAST(SUM(wal_fpi) AS DOUBLE PRECISION), \
                   SUM(total_exec_time) FROM pg_stat_statements \
                   WHERE query LIKE '%passwordless\\_%' AND query NOT LIKE '%pg\\_stat\\_statements%'";
        let row = sqlx::query(all).fetch_one(&mut connection).await?;
        let each = |column: usize| Ok::<_, sqlx::Error>(row.try_get::<f64, _>(column)? / times as f64);
        table.row([
            what.to_owned(),
            ratio(each(0)?),
            ratio(each(1)?),
            count(each(2)?),
            count(each(3)?),
            ratio(each(4)?),
            ratio(each(5)?),
        ]);
    }
    table.print("What Postgres does with a million revocations");
    Ok(())
}

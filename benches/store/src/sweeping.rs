use std::time::{Duration, Instant};

use passwordless_sqlx::SqlStore;

use crate::{
    Database, Outcome,
    latency::{Latencies, What},
    table::{Table, count, ratio},
};

const ROWS: i64 = 1_000_000;

/// Prints how long sign-ins take while a million rows are deleted that have ended.
pub(crate) async fn beside_sign_ins(databases: &[(&str, Database)]) -> Outcome {
    let mut table = Table::new([
        "",
        "sign-ins",
        "median, ms",
        "99 of 100",
        "longest",
        "slower than twice the median",
        "seconds",
    ]);
    for (name, database) in databases {
        let pool = database.pool(4).await?;
        SqlStore::migrate(pool.clone()).await?;
        let store = SqlStore::open(pool).await?;
        What::SignIn.in_turn(&store, 100).await?;
        let started = Instant::now();
        let before = What::SignIn.in_turn(&store, 2_000).await?;
        row(&mut table, format!("{name}, nothing to sweep"), &before, &before, started.elapsed());
        database.fill(ROWS / 2, -3 * 24 * 60 * 60).await?;
        database.fill_spent(ROWS / 2).await?;
        let started = Instant::now();
        let sweeping = tokio::spawn({
            let store = store.clone();
            async move { store.sweep().await }
        });
        let mut took = Vec::new();
        while !sweeping.is_finished() {
            took.push(What::SignIn.in_turn(&store, 1).await?.of(50));
        }
        sweeping.await??;
        row(
            &mut table,
            format!("{name}, beside the sweep"),
            &Latencies::new(took),
            &before,
            started.elapsed(),
        );
    }
    table.print("Sign-ins while a million rows are swept");
    Ok(())
}

fn row(table: &mut Table, name: String, took: &Latencies, before: &Latencies, seconds: Duration) {
    let millis = |percent| ratio(took.of(percent).as_secs_f64() * 1e3);
    let slow = took.share_over(before.of(50) * 2);
    table.row([
        name,
        took.len().to_string(),
        millis(50),
        millis(99),
        millis(100),
        format!("{:.2} %", slow * 100.0),
        count(seconds.as_secs_f64()),
    ]);
}

use std::time::Duration;

use passwordless_sqlx::SqlStore;

use crate::{
    Database, Outcome,
    latency::What,
    process::{OPENS, Process},
    table::{Table, count, ratio},
};

/// Prints what the store costs with so many revocations in the database.
pub(crate) async fn table(name: &str, sizes: &[i64], new: impl AsyncFn(i64) -> Outcome<Database>) -> Outcome {
    let mut table = Table::new([
        name,
        "open, s",
        "MB kept",
        "MB at most",
        "look-up, ns",
        "look, ms",
        "compare, s",
        "sign-in, ms",
        "sign-out, ms",
        "sign-ins a second, 16 at once",
        "sign-outs",
    ]);
    for &size in sizes {
        let database = new(size).await?;
        let pool = database.pool(database.writers()).await?;
        SqlStore::migrate(pool.clone()).await?;
        if size > 0 {
            database.fill(size, 7 * 24 * 60 * 60).await?;
        }
        let opened = Process::start(OPENS, &database)?.answer().await?;
        let store = SqlStore::options().deadline(Duration::from_secs(10)).open(pool).await?;
        What::SignIn.at_once(&store, 16, 30).await?;
        let (sign_in, sign_out) =
            (What::SignIn.in_turn(&store, 400).await?, What::SignOut.in_turn(&store, 400).await?);
        let millis = |took: Duration| ratio(took.as_secs_f64() * 1e3);
        table.row([
            size.to_string(),
            ratio(opened[0]),
            count(opened[1]),
            count(opened[2]),
            count(opened[3]),
            ratio(opened[4]),
            ratio(opened[5]),
            millis(sign_in.of(50)),
            millis(sign_out.of(50)),
            count(What::SignIn.at_once(&store, 16, 100).await?),
            count(What::SignOut.at_once(&store, 16, 100).await?),
        ]);
    }
    table.print(&format!("How the store grows in {name}"));
    Ok(())
}

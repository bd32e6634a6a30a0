use std::time::{Duration, SystemTime};

use passwordless::{Store, store::Revocation};
use passwordless_sqlx::SqlStore;
use tokio::time::{Instant, sleep};

use crate::{
    Database, Outcome,
    latency::Latencies,
    marks::Marks,
    process::{LISTENS, Process},
    server::Server,
    table::{Table, count, ratio},
};

const ROUNDS: usize = 40;
const IDLE: Duration = Duration::from_secs(20);

/// Prints how long a sign-out takes until so many processes count it, and what they cost while nothing happens.
pub(crate) async fn heard(server: &Server, processes: &[usize]) -> Outcome {
    let mut table = Table::new([
        "processes",
        "heard after, median ms",
        "99 of 100",
        "by all, median ms",
        "longest",
        "processor of the server a process, idle",
    ]);
    for &number in processes {
        let database = Database::Postgres(server.database().await?);
        let pool = database.pool(2).await?;
        SqlStore::migrate(pool.clone()).await?;
        let store = SqlStore::open(pool).await?;
        let mut listening = Vec::new();
        for _ in 0..number {
            let mut process = Process::start(LISTENS, &database)?;
            process.answer().await?;
            listening.push(process);
        }
        let (before, since) = (server.processor(), Instant::now());
        sleep(IDLE).await;
        // One in a thousand of a processor is a millisecond a second.
        let idle =
            (server.processor() - before).as_secs_f64() / since.elapsed().as_secs_f64() / number as f64;

        let (mut marks, mut each, mut all) = (Marks::of(0), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let session = marks.another();
            for process in &mut listening {
                process.tell(&u128::from_be_bytes(*session.as_bytes()).to_string()).await?;
                process.answer().await?;
            }
            // Not always at the same time after a look.
            sleep(Duration::from_millis(37 * (round as u64 % 27))).await;
            let now = SystemTime::now();
            store.revoke(Revocation::Session { session, user: session }, now + 600 * IDLE, now).await?;
            let done = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs_f64();
            let mut last = Duration::ZERO;
            for process in &mut listening {
                let heard = process.answer().await?.first().copied().unwrap_or(done) - done;
                let heard = Duration::from_secs_f64(heard.max(0.0));
                last = last.max(heard);
                each.push(heard);
            }
            all.push(last);
        }
        let (each, all) = (Latencies::new(each), Latencies::new(all));
        let millis = |took: Duration| count(took.as_secs_f64() * 1e3);
        table.row([
            number.to_string(),
            millis(each.of(50)),
            millis(each.of(99)),
            millis(all.of(50)),
            millis(all.of(100)),
            format!("{} %", ratio(idle * 100.0)),
        ]);
    }
    table.print("Many processes on one Postgres");
    Ok(())
}

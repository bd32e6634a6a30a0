//! Three instances, one Postgres, one nginx with the configuration of `deploy`: all of them real, and some killed. Fails
//! where Postgres or nginx is not installed. `CLUSTER_SECONDS` says how many seconds the load lasts; ten by default.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that unwraps says where it failed, and prints what its servers said then"
)]

mod cluster;
mod instance;
mod load;
mod nginx;
mod proxying;
mod tally;
mod tokens;
mod visitor;

#[allow(dead_code, reason = "each test program uses another part")]
#[path = "../../../passwordless-sqlx/tests/support/postgres.rs"]
mod postgres;

use std::io::Write;
use std::time::Duration;

use rocket::futures::future::join_all;
use rocket::tokio;

use cluster::Cluster;

/// Who only looks at the protected page and stays signed in all the time, and who does all there is to do.
const READERS: usize = 4;
const ALL_ROUND: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_instance_loses_what_was_under_way_there_and_nothing_else() {
    let seconds = std::env::var("CLUSTER_SECONDS").map_or(10, |seconds| seconds.parse().unwrap());
    let cluster = Cluster::start().await;
    let readers = (0..READERS).map(|number| tokio::spawn(load::read(cluster.clone(), number)));
    let others = (0..ALL_ROUND).map(|number| tokio::spawn(load::do_all(cluster.clone(), number)));
    let tasks: Vec<_> = readers.chain(others).collect();
    cluster.be_troubled_for(Duration::from_secs(seconds)).await;
    for ended in join_all(tasks).await {
        ended.unwrap();
    }
    cluster.tally.check(&cluster.nginx.answers(), ALL_ROUND + READERS);
    let (least, most) = cluster.tally.sign_ins();
    let noted = cluster.noted_sign_ins().await;
    assert!((least..=most).contains(&noted), "{noted} sign-ins are listed, not {least} to {most}");
    // Past the harness, which would keep it to itself.
    writeln!(std::io::stderr(), "cluster: {} in {seconds} s", cluster.tally).unwrap();
}

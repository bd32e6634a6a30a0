//! One demo with thousands of idle connections, used by people for as long as `ENDURANCE_SECONDS` says (ten by default):
//! its memory stays, every connection stays, and nobody is signed out. `ENDURANCE_CONNECTIONS` says how many connections
//! (a hundred by default; fewer where `ulimit -n` allows no more), and `ENDURANCE_DEMO` names another build of the demo.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that unwraps says where it failed, and prints what its servers said then"
)]

mod figures;
mod idle;
mod load;
mod place;
mod visitor;

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rocket::futures::future::join_all;
use rocket::tokio::{self, time::sleep};

use idle::Idle;
use place::Place;
use visitor::Visitor;

/// Who stays signed in all the time, and who does all there is to do.
const READERS: usize = 4;
const ALL_ROUND: usize = 4;

/// How often memory is looked at.
const LOOKS: u32 = 20;
/// How much more memory the demo may have in the second half than in the first, in MiB: what ended sessions take, and what
/// an allocator does not give back at once.
const MORE: usize = 32;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_is_used_for_long_keeps_its_memory_its_connections_and_everybody_signed_in() {
    let length = Duration::from_secs(setting("ENDURANCE_SECONDS", 10));
    let place = Arc::new(Place::start().await);
    let mut first = Visitor::new(Arc::clone(&place));
    let name = first.register("patient").await;
    let wanted = usize::try_from(setting("ENDURANCE_CONNECTIONS", 100)).unwrap();
    let mut idle = Idle::open(&place, wanted).await;

    let readers = (0..READERS).map(|number| tokio::spawn(load::read(Arc::clone(&place), number)));
    let others = (0..ALL_ROUND).map(|number| tokio::spawn(load::do_all(Arc::clone(&place), number)));
    let tasks: Vec<_> = readers.chain(others).collect();
    let (begun, mut memory) = (Instant::now(), Vec::new());
    for look in 1..=LOOKS {
        let next = begun + length * look / LOOKS;
        sleep(next.saturating_duration_since(Instant::now())).await;
        memory.push(place.memory());
    }
    place.end();
    for ended in join_all(tasks).await {
        ended.unwrap();
    }

    // Whoever was signed in before all of it is so over a connection that was idle all the time.
    let open = idle.still_open().await;
    idle.sees(&place, &first.cookies(), &name).await;
    first.sees(&name).await;
    let (before, after) = memory.split_at(memory.len() / 2);
    let (before, after) = (before.iter().max().unwrap(), after.iter().max().unwrap());
    writeln!(
        std::io::stderr(),
        "endurance: {} in {} s; {open} of {} idle connections are open; memory {before} MiB at most in the first half, \
         {after} MiB in the second; nobody was signed out",
        place.figures, length.as_secs(), idle.count(),
    )
    .unwrap();
    place.figures.check();
    assert_eq!(open, idle.count(), "the demo hung up on somebody");
    assert!(*after <= before + MORE, "memory grows: {memory:?} MiB");
}

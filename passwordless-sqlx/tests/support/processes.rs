//! What several processes do to one database.

use std::{
    env,
    time::{Duration, Instant, SystemTime},
};

use passwordless::{
    Store,
    store::{Spent, TokenMarks},
};
use passwordless_sqlx::SqlStore;

use super::{
    marks::{MINUTE, mark, sign_in, token_of},
    process::{Process, hex, numbered},
};

const REPLAYS: usize = 10_000;

/// One token, shown ten thousand times by each of three processes, is accepted once.
pub(crate) fn replay_one_token(test: &str, database: &str) {
    let mut processes: Vec<Process> = (0..3).map(|_| Process::start(test, database)).collect();
    let (token, user) = (hex(mark()), hex(mark()));
    for process in &mut processes {
        process.tell(&format!("replay {token} {user} 1 {REPLAYS}"));
    }
    let mut answers: Vec<String> = processes.iter_mut().map(Process::answer).collect();
    answers.sort();
    let none = format!("0 first, {REPLAYS} again, 0 others ");
    let once = format!("1 first, {} again, 0 others ", REPLAYS - 1);
    assert_eq!(answers, [none.trim_end(), none.trim_end(), once.trim_end()]);
}

/// A hundred tokens that were spent, shown by each of three processes, are accepted by none.
///
/// How often in all the variable `REPLAYS` says, or else ten thousand times.
pub(crate) async fn replay_spent_tokens(test: &str, database: &str, store: &SqlStore) {
    const TOKENS: usize = 100;
    let replays = env::var("REPLAYS").ok().map_or(REPLAYS, |replays| replays.parse().unwrap());
    let (token, user) = (mark(), mark());
    for number in 0..TOKENS {
        let token = TokenMarks { token: numbered(token, number), ..token_of(user) };
        let token = TokenMarks { until: token.until + MINUTE * 60, ..token };
        assert!(matches!(store.spend(token, None, SystemTime::now()).await, Ok(Spent::First { .. })));
    }
    let mut processes: Vec<Process> = (0..3).map(|_| Process::start(test, database)).collect();
    let each = replays.div_ceil(3);
    let started = Instant::now();
    for process in &mut processes {
        process.tell(&format!("replay {} {} {TOKENS} {each}", hex(token), hex(user)));
    }
    for process in &mut processes {
        let none = format!("0 first, {each} again, 0 others ");
        assert_eq!(process.answer(), none.trim_end());
    }
    println!(
        "{} replays of {TOKENS} spent tokens by 3 processes in {:.0?}: none accepted",
        each * 3,
        started.elapsed()
    );
}

/// What one process revokes, the two others refuse within two seconds, all of them on their own.
pub(crate) async fn revoke_in_one(test: &str, database: &str, store: &SqlStore) {
    let session = sign_in(store, mark()).await;
    let mut processes: Vec<Process> = (0..3).map(|_| Process::start(test, database)).collect();
    let question = format!("revoked {} {} {}", hex(session.session), hex(session.user), session.generation);
    for process in &mut processes {
        assert_eq!(process.ask(&question), "Ok(false)");
    }
    assert_eq!(processes[0].ask(&format!("revoke {}", hex(session.user))), "Ok(())");
    let revoked = Instant::now();
    assert_eq!(processes[0].ask(&question), "Ok(true)", "a process reads its own writes at once");
    for process in &mut processes[1..] {
        while process.ask(&question) != "Ok(true)" {
            assert!(revoked.elapsed() < Duration::from_secs(2), "a session was accepted for two seconds");
        }
    }
}

/// A process that dies with a lease keeps nobody waiting for longer than the lease.
pub(crate) async fn kill_a_holder(test: &str, database: &str, store: &SqlStore) {
    let mut process = Process::start(test, database);
    let user = mark();
    let (started, length) = (Instant::now(), Duration::from_millis(1500));
    assert_eq!(process.ask(&format!("lease {} {}", hex(user), length.as_millis())), "true");
    process.kill();
    let lease = async || store.lease(user, length, SystemTime::now()).await.unwrap();
    assert!(lease().await.is_none(), "the lease was held by nobody");
    while lease().await.is_none() {
        assert!(started.elapsed() < length * 4, "a dead process kept its lease");
    }
    assert!(started.elapsed() >= length - Duration::from_millis(2), "a lease ended before its time");
}

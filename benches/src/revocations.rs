//! What a process remembers of what has ended: how much room it takes, and how long a look takes, as it grows.

use std::{
    hint::black_box,
    time::{Duration, Instant, SystemTime},
};

use passwordless::store::{Mark, Revocations, SessionMarks};

use crate::{
    Outcome, allocations,
    table::{Table, ratio},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Few enough to stay in a processor's cache, so that what is measured is the look and not the list of sessions.
const SESSIONS: usize = 10_000;
const ROUNDS: usize = 61;

/// Prints room and time at nothing, at ten thousand, at a million and at ten millions.
pub(crate) fn as_they_grow() -> Outcome {
    let mut table =
        Table::new(["revocations", "ends", "bytes each", "least ns a look", "median ns", "ns to note"]);
    for (what, is_user, sizes) in [
        ("sessions that signed out", false, &[0, 10_000, 1_000_000, 10_000_000][..]),
        ("users who signed out everywhere", true, &[10_000, 1_000_000][..]),
    ] {
        for &ends in sizes {
            let mut marks = Marks(0x9e37_79b9_7f4a_7c15);
            let revocations = Revocations::new(marks.another());
            let until = SystemTime::now() + DAY;
            let started = Instant::now();
            let ((), allocated) = allocations::during(|| {
                for _ in 0..ends {
                    match is_user {
                        true => revocations.end_user(marks.another(), 1, until),
                        false => revocations.end(marks.another(), until),
                    }
                }
            });
            let each = ratio(started.elapsed().as_nanos() as f64 / ends.max(1) as f64);
            let [least, median] = looks(&revocations, &mut marks)?.map(ratio);
            let bytes = ratio(allocated.kept as f64 / ends.max(1) as f64);
            table.row([what.to_owned(), ends.to_string(), bytes, least, median, each]);
        }
    }
    table.print("How it grows");
    Ok(())
}

/// How long it takes to see that a session has not ended.
fn looks(revocations: &Revocations, marks: &mut Marks) -> Outcome<[f64; 2]> {
    let sessions: Vec<_> = (0..SESSIONS)
        .map(|_| {
            let user = marks.another();
            let generation = revocations.generation(&user);
            SessionMarks { session: marks.another(), user, credential: Some(marks.another()), generation }
        })
        .collect();
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let ended = sessions.iter().filter(|session| revocations.is_revoked(black_box(session))).count();
        rounds.push(started.elapsed().as_nanos() as f64 / SESSIONS as f64);
        if ended > 0 {
            return Err("a session that nobody ended has ended".into());
        }
    }
    rounds.sort_by(f64::total_cmp);
    Ok([rounds[0], rounds[ROUNDS / 2]])
}

/// Marks as random as those of sessions.
struct Marks(u64);

impl Marks {
    fn another(&mut self) -> Mark {
        let mut half = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            u128::from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d))
        };
        Mark::from_bytes((half() << 64 | half()).to_le_bytes())
    }
}

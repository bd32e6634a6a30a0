use std::time::{Duration, Instant};

use crate::Outcome;

/// What one contender took in each round.
pub(super) struct Times(Vec<Duration>);

/// Lets everybody do their batch in turn, round by round, so that whatever else the machine does meets all of them
/// alike. Whoever begins a round comes last in the next. Each batch answers with its own time.
pub(super) fn interleaved<T>(
    contenders: &mut [T],
    rounds: usize,
    mut batch: impl FnMut(&mut T) -> Outcome<Duration>,
) -> Outcome<Vec<Times>> {
    let mut all: Vec<Times> = contenders.iter().map(|_| Times(Vec::with_capacity(rounds))).collect();
    for round in 0..rounds {
        for turn in 0..contenders.len() {
            let whose = (round + turn) % contenders.len();
            all[whose].0.push(batch(&mut contenders[whose])?);
        }
    }
    all.iter_mut().for_each(|times| times.0.sort_unstable());
    Ok(all)
}

pub(super) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

impl Times {
    /// The least and the median, of one request in nanoseconds.
    pub(super) fn per_request(&self, batch: usize) -> (f64, f64) {
        let nanos =
            |index: usize| self.0.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1e9 / batch as f64);
        (nanos(0), nanos(self.0.len() / 2))
    }
}

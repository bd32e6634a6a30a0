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
        let nanos = sorted(self.0.iter().map(|time| time.as_secs_f64() * 1e9 / batch as f64));
        (nanos.first().copied().unwrap_or(f64::NAN), median(&nanos))
    }

    /// What this one took of another's time in the same round: the median of all rounds.
    pub(super) fn beside(&self, other: &Self) -> f64 {
        median(&sorted(
            self.0.iter().zip(&other.0).map(|(own, other)| own.as_secs_f64() / other.as_secs_f64()),
        ))
    }

    /// The same for what both add to a third, which is the application without them.
    pub(super) fn added_beside(&self, other: &Self, without: &Self) -> f64 {
        let rounds = self.0.iter().zip(&other.0).zip(&without.0);
        let added = |time: &Duration, without: &Duration| time.as_secs_f64() - without.as_secs_f64();
        median(&sorted(rounds.map(|((own, other), without)| added(own, without) / added(other, without))))
    }
}

fn sorted(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_unstable_by(f64::total_cmp);
    numbers
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

use tokio::runtime::Builder;

use super::{
    callgrind,
    contender::Contender,
    interleaved::{Times, interleaved, timed},
};
use crate::{Outcome, allocations};

/// Small enough for the cache, and for the scheduler to leave most batches alone.
const BATCH: usize = 64;
const ROUNDS: usize = 3000;

/// What one contender was seen to cost, by the request.
pub(super) struct Cost {
    pub(super) name: &'static str,
    pub(super) least: f64,
    pub(super) median: f64,
    pub(super) allocations: f64,
    pub(super) bytes: f64,
    pub(super) instructions: Option<u64>,
    pub(super) times: Times,
}

/// Measures them all, beside each other.
pub(super) fn measure(mut contenders: Vec<Contender>) -> Outcome<Vec<Cost>> {
    let runtime = Builder::new_current_thread().build()?;
    let batch = |contender: &mut Contender, many: usize| {
        let asks = contender.asks(many);
        let answer = contender.site.answer_all(asks, contender.status);
        let (right, time) = timed(|| runtime.block_on(answer));
        contender.all_right(right, many).map(|()| time)
    };
    // The first tenth of the rounds only warms up.
    interleaved(&mut contenders, ROUNDS / 10, |contender| batch(contender, BATCH))?;
    let times = interleaved(&mut contenders, ROUNDS, |contender| batch(contender, BATCH))?;

    let mut costs = Vec::new();
    for (contender, times) in contenders.iter_mut().zip(times) {
        let (least, median) = times.per_request(BATCH);
        let asks = contender.asks(1000);
        let answer = contender.site.answer_all(asks, contender.status);
        let (_, allocated) = allocations::during(|| runtime.block_on(answer));
        costs.push(Cost {
            name: contender.name,
            least,
            median,
            allocations: allocated.times as f64 / 1000.0,
            bytes: allocated.bytes as f64 / 1000.0,
            instructions: callgrind::instructions(contender.name)?,
            times,
        });
    }
    Ok(costs)
}

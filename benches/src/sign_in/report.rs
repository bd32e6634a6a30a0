use std::time::Duration;

use tokio::runtime::Builder;

use super::{ours, plain, processor, route::Route, service::Service};
use crate::{
    Outcome, allocations,
    table::{Table, count, ratio},
};

const BATCH: usize = 40;
const ROUNDS: usize = 60;

/// Prints what one sign-in costs this process.
pub(crate) fn beside_plain_reqwest() -> Outcome {
    let mut service = Service::start()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut routes = [
        plain::plain(&service)?,
        ours::verified_only(&service)?,
        ours::through_the_gate(&service)?,
        ours::through_the_account(&service)?,
    ];
    let mut batch = |route: &mut Route| -> Outcome<Duration> {
        let tokens = service.tokens(BATCH)?;
        let before = processor::used()?;
        runtime.block_on(route.sign_in(tokens))?;
        Ok(processor::used()? - before)
    };
    // The first round connects.
    let mut times: [Vec<Duration>; 4] = Default::default();
    for round in 0..=ROUNDS {
        for turn in 0..routes.len() {
            let whose = (round + turn) % routes.len();
            let time = batch(&mut routes[whose])?;
            if round > 0 {
                times[whose].push(time);
            }
        }
    }

    let mut table = Table::new([
        "one sign-in",
        "least CPU µs",
        "median CPU µs",
        "least of plain",
        "median of plain",
        "target",
        "allocations",
    ]);
    times.iter_mut().for_each(|times| times.sort_unstable());
    let at = |times: &[Duration], index: usize| times[index].as_secs_f64() * 1e6 / BATCH as f64;
    for (route, own) in routes.iter_mut().zip(&times) {
        let tokens = service.tokens(BATCH)?;
        let (done, allocated) = allocations::during(|| runtime.block_on(route.sign_in(tokens)));
        done?;
        table.row([
            route.name.to_owned(),
            count(at(own, 0)),
            count(at(own, ROUNDS / 2)),
            ratio(at(own, 0) / at(&times[0], 0)),
            ratio(at(own, ROUNDS / 2) / at(&times[0], ROUNDS / 2)),
            if route.name.contains("gate") || route.name.contains("account") { "1.10" } else { "" }
                .to_owned(),
            count(allocated.times as f64 / BATCH as f64),
        ]);
    }
    table.print("A sign-in, our process's CPU time");
    Ok(())
}

use super::{
    contender::{
        BARE_ROCKET, Contender, FAIRING, GUARD, GUARD_FORGED, ON_ROCKET, PRIVATE_GUARD, PRIVATE_GUARD_FORGED,
    },
    measured::{Cost, measure},
};
use crate::{
    Outcome,
    table::{Table, count, ratio},
};

/// Prints what one guarded request costs on Rocket, without a network.
pub(crate) fn on_rocket() -> Outcome {
    let costs = measure(Contender::all(ON_ROCKET)?)?;
    // Every name here is one of the constants that the list is made of, and the first is as good as any.
    let of = |name: &str| costs.iter().find(|cost| cost.name == name).unwrap_or(&costs[0]);
    let (bare, private) = (of(BARE_ROCKET), of(PRIVATE_GUARD));
    let added = |cost: &Cost, all: fn(&Cost) -> f64| count(all(cost) - all(bare));
    let mut table = Table::new([
        "one request on Rocket, in-process",
        "least ns",
        "median ns",
        "of bare",
        "of private-cookie",
        "added ns",
        "allocations",
        "added",
        "bytes",
        "instructions",
    ]);
    for cost in &costs {
        table.row([
            cost.name.trim_start_matches("Rocket, ").to_owned(),
            count(cost.least),
            count(cost.median),
            ratio(cost.times.beside(&bare.times)),
            ratio(cost.times.beside(&private.times)),
            added(cost, |cost| cost.median),
            count(cost.allocations),
            added(cost, |cost| cost.allocations),
            count(cost.bytes),
            cost.instructions.map_or("not counted".to_owned(), |many| count(many as f64)),
        ]);
    }
    table.print("A guarded request on Rocket");

    let mut table = Table::new(["on Rocket", "target", "guard alone", "whole request"]);
    for (what, target, name, beside) in [
        ("guard beside the private-cookie guard", "0.65", GUARD, PRIVATE_GUARD),
        ("forged cookie beside the private-cookie guard's", "", GUARD_FORGED, PRIVATE_GUARD_FORGED),
        ("fairing on an unguarded route beside the guard", "", FAIRING, GUARD),
    ] {
        let (own, beside) = (of(name), of(beside));
        table.row([
            what.to_owned(),
            target.to_owned(),
            ratio(own.times.added_beside(&beside.times, &bare.times)),
            ratio(own.times.beside(&beside.times)),
        ]);
    }
    let (own, all) = (added(of(GUARD), |cost| cost.allocations), count(of(GUARD).allocations));
    table.row(["allocations of the guard".to_owned(), "3".to_owned(), own, all]);
    table.print("Targets of a guarded request on Rocket");
    Ok(())
}

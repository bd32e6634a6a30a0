use super::{
    contender::{
        ALL, BARE_FORGED, Contender, EXTRACTOR, EXTRACTOR_FORGED, HAND_WRITTEN, JAR_FORGED, LAYER,
        LAYER_FORGED, TOWER_SESSIONS, UNGUARDED, UNGUARDED_07,
    },
    measured::{Cost, measure},
};
use crate::{
    Outcome,
    table::{Table, count, ratio},
};

/// Prints what one guarded request costs without a network.
pub(crate) fn in_process() -> Outcome {
    let costs = measure(Contender::all(ALL)?)?;
    let all = Costs(&costs);
    let mut table = Table::new([
        "one request, in-process",
        "least ns",
        "median ns",
        "of unguarded",
        "of tower-sessions",
        "guard alone, ns",
        "of tower-sessions'",
        "allocations",
        "bytes",
        "instructions",
    ]);
    for cost in all.0 {
        table.row([
            cost.name.to_owned(),
            count(cost.least),
            count(cost.median),
            ratio(cost.median / all.of(UNGUARDED).median),
            ratio(cost.median / all.of(TOWER_SESSIONS).median),
            count(all.guard(cost.name)),
            ratio(all.guard(cost.name) / all.guard(TOWER_SESSIONS)),
            count(cost.allocations),
            count(cost.bytes),
            cost.instructions.map_or("not counted".to_owned(), |many| count(many as f64)),
        ]);
    }
    table.print("A guarded request in-process");
    targets(&all).print("Targets of a guarded request");
    Ok(())
}

struct Costs<'a>(&'a [Cost]);

impl Costs<'_> {
    fn of(&self, name: &str) -> &Cost {
        // Every name here is one of the constants that the list is made of, and the first is as good as any.
        self.0.iter().find(|cost| cost.name == name).unwrap_or(&self.0[0])
    }

    /// What is left when the router is taken away, which is a router of the same axum.
    fn guard(&self, name: &str) -> f64 {
        self.of(name).median - self.of(self.router(name)).median
    }

    fn allocations(&self, name: &str) -> f64 {
        self.of(name).allocations - self.of(self.router(name)).allocations
    }

    fn router(&self, name: &str) -> &'static str {
        if name.ends_with("axum 0.7") { UNGUARDED_07 } else { UNGUARDED }
    }
}

fn targets(all: &Costs<'_>) -> Table {
    let whole = |name, beside| ratio(all.of(name).median / all.of(beside).median);
    let alone = |name, beside| ratio(all.guard(name) / all.guard(beside));
    let mut table = Table::new(["", "target", "guard alone", "whole request"]);
    let mut line = |what: &str, target: &str, alone: String, whole: String| {
        table.row([what.to_owned(), target.to_owned(), alone, whole]);
    };
    for (what, target, name, beside) in [
        ("layer beside tower-sessions", "0.43", LAYER, TOWER_SESSIONS),
        ("layer beside the hand-written one", "1.30", LAYER, HAND_WRITTEN),
        ("extractor beside tower-sessions", "0.30", EXTRACTOR, TOWER_SESSIONS),
        ("layer, forged cookie beside a good one", "1.00", LAYER_FORGED, LAYER),
        ("extractor, forged cookie beside a good one", "1.00", EXTRACTOR_FORGED, EXTRACTOR),
        ("bare refusal of a forged cookie beside a good one", "1.00", BARE_FORGED, EXTRACTOR),
        ("bare refusal of a forged cookie beside the private jar's", "", BARE_FORGED, JAR_FORGED),
    ] {
        line(what, target, alone(name, beside), whole(name, beside));
    }
    for (what, target, name) in
        [("allocations of the layer", "9", LAYER), ("allocations of the extractor", "2", EXTRACTOR)]
    {
        line(what, target, count(all.allocations(name)), count(all.of(name).allocations));
    }
    table
}

//! Counters of what the crates log, for Prometheus: `METRICS=1` serves them at `/metrics`.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use rocket::{Route, get, routes};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// What every event of the crates begins with.
pub(crate) const TARGET: &str = "passwordless.";

static COUNTERS: Counters =
    Counters { events: Mutex::new(BTreeMap::new()), calls: Mutex::new(BTreeMap::new()) };

/// Before any other route, as the probes are. A reverse proxy keeps it from visitors.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = routes![metrics];
    routes.iter_mut().for_each(|route| route.rank = -200);
    routes
}

#[get("/metrics")]
fn metrics() -> String {
    COUNTERS.text()
}

struct Counters {
    /// By event and code.
    events: Mutex<BTreeMap<(String, String), u64>>,
    /// By call of the service: how many, and how many seconds in all.
    calls: Mutex<BTreeMap<String, (u64, f64)>>,
}

impl Counters {
    fn count(&self, event: &str, labels: Labels) {
        if let (Some(call), Some(seconds)) = (labels.call, labels.seconds) {
            let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
            let (count, sum) = calls.entry(call).or_default();
            *count += 1;
            *sum += seconds;
        }
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        *events.entry((event.to_owned(), labels.code)).or_default() += 1;
    }

    fn text(&self) -> String {
        let mut text = String::from("# TYPE passwordless_events_total counter\n");
        for ((event, code), count) in &*self.events.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = writeln!(text, "passwordless_events_total{{event=\"{event}\",code=\"{code}\"}} {count}");
        }
        text.push_str("# TYPE passwordless_call_seconds summary\n");
        for (call, (count, sum)) in &*self.calls.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = writeln!(text, "passwordless_call_seconds_count{{call=\"{call}\"}} {count}");
            let _ = writeln!(text, "passwordless_call_seconds_sum{{call=\"{call}\"}} {sum}");
        }
        text
    }
}

/// The layer that counts. Its labels are words of the crates: nothing that a client sent becomes one.
pub(crate) struct Count;

impl<S: Subscriber> Layer<S> for Count {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let Some(name) = event.metadata().target().strip_prefix(TARGET) else { return };
        let mut labels = Labels::default();
        event.record(&mut labels);
        COUNTERS.count(name, labels);
    }
}

#[derive(Default)]
struct Labels {
    code: String,
    call: Option<String>,
    seconds: Option<f64>,
}

impl Visit for Labels {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "code" {
            value.clone_into(&mut self.code);
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "seconds" {
            self.seconds = Some(value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "call" {
            self.call = Some(format!("{value:?}"));
        }
    }
}

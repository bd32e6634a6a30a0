//! Where the log goes, and how much of it.

use std::io::IsTerminal;

use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::serving::{COUNTED, Count};

/// Postgres tells at each start that the tables are there already.
const FILTER: &str = "info,sqlx::postgres::notice=warn";

/// Starts the log on standard error: time, level, and what `RUST_LOG` lets through (default: `info`). What the crates
/// log is counted, too, whether the log shows it or not.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(FILTER));
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // Nor does a closed standard error stop a request: complaining about it there would panic.
    let log = log.log_internal_errors(false).with_ansi(std::io::stderr().is_terminal()).with_filter(filter);
    let count = Count.with_filter(filter_fn(|event| event.target().starts_with(COUNTED)));
    // A test harness may have started one already; then that one is as good.
    let _ = tracing_subscriber::registry().with(log).with(count).try_init();
}

//! Where the log goes, and how much of it.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Postgres tells at each start that the tables are there already.
const FILTER: &str = "info,sqlx::postgres::notice=warn";

/// Starts the log on standard error: time, level, and what `RUST_LOG` lets through (`info` unless told).
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(FILTER));
    // A test harness may have started one already; then that one is as good.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Nor does a closed standard error stop a request: complaining about it there would panic.
    let log = log.log_internal_errors(false);
    let _ = log.with_ansi(std::io::stderr().is_terminal()).try_init();
}

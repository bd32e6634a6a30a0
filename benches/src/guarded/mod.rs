//! One guarded request: who is signed in, asked by everybody in their own way.

mod application;
mod callgrind;
mod contender;
mod interleaved;
mod loopback;
mod measured;
mod report;
mod rocket_report;
mod rocket_site;
mod site;

pub(crate) use callgrind::{UNDER_CALLGRIND, answer_requests_to};
pub(crate) use loopback::over_loopback;
pub(crate) use report::in_process;
pub(crate) use rocket_report::on_rocket;

/// Whose request it is, and what the handler answers.
const USER_ID: &str = "4df2adbe-255b-489f-87b3-2f1a60f0aa35";

/// How long everybody's sessions last, in seconds.
const DAY: u64 = 24 * 60 * 60;

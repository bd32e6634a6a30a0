//! Errors that no route answers. Refusals of the crate have catchers of its own.

use rocket::http::Status;
use rocket::request::Request;
use rocket::{Catcher, catch, catchers};

use super::before_fairings::complete;
use crate::request::Problem;

/// Every catcher, to be registered at `/`.
pub(crate) fn catchers() -> Vec<Catcher> {
    complete(catchers![any])
}

#[catch(default)]
fn any(status: Status, _: &Request<'_>) -> Problem {
    Problem::of(status)
}

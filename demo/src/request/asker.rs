//! Who reads an answer: a person at a page, or a program.

use std::convert::Infallible;

use rocket::http::MediaType;
use rocket::request::{FromRequest, Outcome, Request};

/// A person looks at a page: the browser says so itself, and one that is too old to say it wants HTML.
pub(crate) fn is_person(request: &Request<'_>) -> bool {
    match request.headers().get_one("Sec-Fetch-Mode") {
        Some(mode) => mode == "navigate",
        None => {
            request.accept().is_some_and(|accept| accept.media_types().any(|kind| *kind == MediaType::HTML))
        }
    }
}

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// Somebody at a page of ours.
    Person,
    /// A script, ours or another.
    Program,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asker {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(if is_person(request) { Self::Person } else { Self::Program })
    }
}

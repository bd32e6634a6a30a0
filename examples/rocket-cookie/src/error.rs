use std::fmt::Display;

use rocket::{Request, http::Status, response::Responder};

/// Something that the person at the browser can do nothing about: it is logged, and the answer is a plain 500.
#[derive(Debug)]
pub(crate) struct Error;

impl<E: Display> From<E> for Error {
    fn from(error: E) -> Self {
        rocket::error!("a request failed: {error}");
        Self
    }
}

impl<'r> Responder<'r, 'static> for Error {
    fn respond_to(self, request: &'r Request<'_>) -> rocket::response::Result<'static> {
        Status::InternalServerError.respond_to(request)
    }
}

//! From the core's answers to Rocket's responses.

use std::{borrow::Cow, io::Cursor};

use passwordless::{Rejection, accounts::Answer};
use rocket::{Request, Response, http::Status};

use crate::{passwordless::Passwordless, request};

pub(crate) fn response(answer: Answer) -> Response<'static> {
    let mut response = Response::new();
    response.set_status(Status::new(answer.status()));
    let (headers, body) = answer.into_parts();
    for (name, value) in headers {
        response.adjoin_raw_header(name, value);
    }
    match body {
        Cow::Borrowed(body) => response.set_sized_body(body.len(), Cursor::new(body)),
        Cow::Owned(body) => response.set_sized_body(body.len(), Cursor::new(body)),
    }
    response
}

/// The refusal, in the dialect of the request.
pub(crate) fn refusal(rejection: Rejection, request: &Request<'_>) -> Response<'static> {
    let Ok(passwordless) = Passwordless::of(request) else {
        // Without a fairing nothing is known but the status.
        let mut response = Response::new();
        response.set_status(Status::new(rejection.status()));
        return response;
    };
    let (path, query) = (request.uri().path(), request.uri().query());
    let (path, query) = (path.as_str(), query.as_ref().map(|query| query.as_str()));
    let mut refusal = passwordless.core().refusal(rejection, request.method().as_str(), path, query);
    for (name, value) in request::headers(request) {
        // Rocket sends no trailers, so nobody speaks gRPC with it.
        if name != "Content-Type" {
            refusal.header(name.as_str(), value.as_bytes());
        }
    }
    response(refusal.answer())
}

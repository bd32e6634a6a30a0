//! Errors: pages for people, problem documents for programs.

use rocket::http::{MediaType, Status};
use rocket::request::Request;
use rocket::response::Redirect;
use rocket::{Catcher, catch, catchers};
use rocket_dyn_templates::{Template, context};

use crate::problem::Problem;
use crate::serving::RequestId;

/// Every catcher, to be registered at `/`.
pub(crate) fn all() -> Vec<Catcher> {
    catchers![unauthorized, any]
}

#[catch(401)]
fn unauthorized(request: &Request<'_>) -> Result<Redirect, Problem> {
    if !is_person(request) {
        return Err(Problem::new(Status::Unauthorized, "missing", "Sign in first."));
    }
    let here = request.uri().to_string();
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("next", &here).finish();
    Ok(Redirect::to(format!("/?{query}")))
}

#[catch(default)]
fn any(status: Status, request: &Request<'_>) -> Result<(Status, Template), Problem> {
    let (code, words) = match status.code {
        404 => ("not_found", "There is nothing at this address."),
        405 => ("wrong_method", "This address does not take such a request."),
        413 => ("too_large", "That is more than we take at once."),
        429 => (
            "too_many_requests",
            "Too many requests came from your network. Please wait a moment, then try again.",
        ),
        503 => ("unavailable", "This does not work right now. Please try again in a minute."),
        400..500 => ("bad_request", "We do not understand the request."),
        _ => ("internal", "Something is wrong on our side."),
    };
    if is_person(request) {
        return Ok((
            status,
            Template::render(
                "error",
                context! { title: status.reason_lossy(), words, request_id: RequestId::of(request) },
            ),
        ));
    }
    Err(Problem::new(status, code, words))
}

/// A person looks at a page: the browser says so itself, and one that is too old to say it wants HTML.
fn is_person(request: &Request<'_>) -> bool {
    match request.headers().get_one("Sec-Fetch-Mode") {
        Some(mode) => mode == "navigate",
        None => {
            request.accept().is_some_and(|accept| accept.media_types().any(|kind| *kind == MediaType::HTML))
        }
    }
}

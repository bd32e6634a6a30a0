//! What the fairing adds to a response, whoever rendered it: guards and catchers cannot.

use std::time::SystemTime;

use passwordless::{Gate, Rejection, Visitor};
use passwordless_tower::Dialect;
use rocket::{Response, request::Request};

use crate::{Passwordless, local::Local};

pub(crate) fn finish(passwordless: &Passwordless, request: &Request<'_>, response: &mut Response<'_>) {
    let Some(local) = Local::left(request) else { return };
    // A route of a higher rank may have answered after all, or a handler that took an `Option`.
    if let Some(rejection) = local.refused().filter(|it| it.status() == response.status().code) {
        complete(rejection, response);
    }
    if let Some(Ok(visitor)) = local.seen() {
        keep_cookie(passwordless.gate(), visitor, response);
    }
}

/// The headers of a refusal. A catcher may say otherwise, but not by forgetting one.
fn complete(rejection: Rejection, response: &mut Response<'_>) {
    let mut missing: Vec<_> = rejection.headers().collect();
    let mut varies = false;
    // One walk, because to look a header up takes Rocket longer.
    for header in response.headers().iter() {
        missing.retain(|(name, _)| header.name != *name);
        varies |= header.name == "Vary" && header.value.contains("Sec-Fetch-Mode");
    }
    for (name, value) in missing {
        response.set_raw_header(name, value);
    }
    if !varies {
        response.adjoin_raw_header("Vary", Dialect::VARY);
    }
}

/// Removes a session cookie that is good for nothing, and notes the use of a session that has an idle limit.
fn keep_cookie(gate: &Gate, visitor: &Visitor, response: &mut Response<'_>) {
    let session = match visitor {
        Visitor::Nobody { remove_cookie: true } => None,
        Visitor::Session(session) => Some(session),
        _ => return,
    };
    let mut reply = gate.reply();
    for header in response.headers().iter() {
        if header.name == "Set-Cookie" {
            reply.set_cookie(header.value.as_bytes());
        } else if header.name == "Cache-Control" {
            reply.cache_control(header.value.as_bytes());
        }
    }
    for (name, value) in reply.headers(session, SystemTime::now()) {
        response.adjoin_raw_header(name, value);
    }
}

//! What the fairing adds to a response, whatever rendered it: guards and catchers cannot.

use std::time::SystemTime;

use passwordless::{
    Rejection,
    gate::{Gate, Visitor},
    refusal::Dialect,
};
use rocket::{Response, request::Request};

use crate::{passwordless::Passwordless, request::Cache};

pub(super) fn finish(passwordless: &Passwordless, request: &Request<'_>, response: &mut Response<'_>) {
    let Some(cache) = Cache::left(request) else { return };
    // A route of a higher rank may have answered after all, or a handler that took an `Option`.
    if let Some(rejection) = cache.refused().filter(|it| it.status() == response.status().code) {
        complete(rejection, response);
    }
    if cache.forgets_session() {
        keep_cookie(passwordless.gate(), &Visitor::Nobody { remove_cookie: true }, response);
    } else if let Some(Ok(visitor)) = cache.seen() {
        keep_cookie(passwordless.gate(), visitor, response);
    }
}

/// The headers of a refusal. A catcher may say otherwise, but not by forgetting one.
fn complete(rejection: Rejection, response: &mut Response<'_>) {
    let mut headers = rejection.headers();
    // It has three at most.
    let mut missing = [headers.next(), headers.next(), headers.next()];
    let mut varies = false;
    // One walk, because to look a header up takes Rocket longer.
    for header in response.headers().iter() {
        for missed in &mut missing {
            missed.take_if(|(name, _)| header.name == *name);
        }
        varies |= header.name == "Vary" && header.value.contains("Sec-Fetch-Mode");
    }
    for (name, value) in missing.into_iter().flatten() {
        response.set_raw_header(name, value);
    }
    if !varies {
        response.adjoin_raw_header("Vary", Dialect::VARY);
    }
}

/// Removes a session cookie that is expired, revoked or unreadable, and notes the use of a session that has an idle limit.
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
        response.adjoin_raw_header(name, value.into_owned());
    }
}

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
    for (name, value) in rejection.headers() {
        if !response.headers().contains(name) {
            response.set_raw_header(name, value);
        }
    }
    if !response.headers().get("Vary").any(|value| value.contains("Sec-Fetch-Mode")) {
        response.adjoin_raw_header("Vary", Dialect::VARY);
    }
}

/// Removes a session cookie that is good for nothing, and notes the use of a session that has an idle limit.
fn keep_cookie(gate: &Gate, visitor: &Visitor, response: &mut Response<'_>) {
    let cookie = match visitor {
        Visitor::Nobody { remove_cookie: true } => Some(gate.remove_cookie().to_owned()),
        Visitor::Session(session) => gate.reseal(session, SystemTime::now()),
        _ => None,
    };
    let Some(cookie) = cookie else { return };
    // An answer that signs somebody in or out has said what it has to say; and what a cache keeps for everybody must
    // neither hold one visitor's session nor end everybody's.
    if sets_cookie(response, gate.cookie_name()) || has_directive(response, &["public", "s-maxage"]) {
        return;
    }
    response.adjoin_raw_header("Set-Cookie", cookie);
    if !has_directive(response, &["no-store", "private"]) {
        response.adjoin_raw_header("Cache-Control", "private");
    }
}

fn sets_cookie(response: &Response<'_>, name: &str) -> bool {
    response
        .headers()
        .get("Set-Cookie")
        .any(|value| value.strip_prefix(name).is_some_and(|rest| rest.trim_ascii_start().starts_with('=')))
}

/// Whether `Cache-Control` has one of these directives ([RFC 9111](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
fn has_directive(response: &Response<'_>, names: &[&str]) -> bool {
    response.headers().get("Cache-Control").any(|value| {
        let mut directives =
            value.split(',').map(|directive| directive.split('=').next().unwrap_or(directive).trim());
        directives.any(|directive| names.iter().any(|name| directive.eq_ignore_ascii_case(name)))
    })
}

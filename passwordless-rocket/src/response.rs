//! What the fairing adds to a response, whoever rendered it: guards and catchers cannot.

use std::{borrow::Cow, time::SystemTime};

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
    let cookie = match visitor {
        Visitor::Nobody { remove_cookie: true } => Some(Cow::Borrowed(gate.remove_cookie())),
        Visitor::Session(session) => gate.reseal(session, SystemTime::now()).map(Cow::Owned),
        _ => None,
    };
    let Some(cookie) = cookie else { return };
    let mut is_kept_by_nobody = false;
    for header in response.headers().iter() {
        // An answer that signs somebody in or out has said what it has to say; and what a cache keeps for everybody
        // must neither hold one visitor's session nor end everybody's.
        if header.name == "Set-Cookie" && is_of(&header.value, gate.cookie_name()) {
            return;
        }
        if header.name == "Cache-Control" {
            if has_directive(&header.value, &["public", "s-maxage"]) {
                return;
            }
            is_kept_by_nobody |= has_directive(&header.value, &["no-store", "private"]);
        }
    }
    response.adjoin_raw_header("Set-Cookie", cookie);
    if !is_kept_by_nobody {
        response.adjoin_raw_header("Cache-Control", "private");
    }
}

/// Whether a `Set-Cookie` is of this cookie.
fn is_of(set_cookie: &str, name: &str) -> bool {
    set_cookie.strip_prefix(name).is_some_and(|rest| rest.trim_ascii_start().starts_with('='))
}

/// Whether a `Cache-Control` has one of these directives ([RFC 9111](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
fn has_directive(cache_control: &str, names: &[&str]) -> bool {
    let mut directives = cache_control.split(',').filter_map(|directive| directive.split('=').next());
    directives.any(|directive| names.iter().any(|name| directive.trim().eq_ignore_ascii_case(name)))
}

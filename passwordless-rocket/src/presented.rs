//! From Rocket's request to what the core looks at.

use passwordless::{Gate, Presented};
use rocket::request::Request;

/// The cookies of a request that has no `Cookie` header: those of Rocket's local clients, which are in the jar only.
///
/// The jar is not asked otherwise. It keeps one of several cookies of a name, so it would hide that there are two.
pub(crate) fn jar(request: &Request<'_>) -> Option<String> {
    if request.headers().contains("Cookie") {
        return None;
    }
    let pairs: Vec<_> =
        request.cookies().iter().map(|cookie| cookie.stripped().encoded().to_string()).collect();
    (!pairs.is_empty()).then(|| pairs.join("; "))
}

/// The headers that decide.
const NAMES: [&str; 4] = ["Cookie", "Authorization", "Origin", "Sec-Fetch-Site"];

/// What the request presents to the gate.
///
/// This runs within every guarded request, and most have but one or two of the headers: a walk that finds out which
/// costs less than to look each of them up.
pub(crate) fn to<'a>(gate: &Gate, request: &'a Request<'_>, jar: Option<&'a str>) -> Presented<'a> {
    let mut is_there = [false; NAMES.len()];
    for header in request.headers().iter() {
        for (is_there, name) in is_there.iter_mut().zip(NAMES) {
            *is_there |= header.name() == name;
        }
    }
    let values =
        |which: usize| is_there[which].then(|| request.headers().get(NAMES[which])).into_iter().flatten();
    let mut presented = gate.request(request.method().as_str());
    values(0).chain(jar).for_each(|value| presented.cookie(value.as_bytes()));
    values(1).for_each(|value| presented.authorization(value.as_bytes()));
    values(2).for_each(|value| presented.origin(value.as_bytes()));
    values(3).for_each(|value| presented.fetch_site(value.as_bytes()));
    presented
}

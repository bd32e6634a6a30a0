//! From Rocket's request to what the core looks at.

use std::{borrow::Cow, time::SystemTime};

use passwordless::{
    Rejection,
    gate::{self, Gate, Visitor},
};
use rocket::{
    http::{Header, uncased::Uncased},
    request::Request,
};

/// Every header of the request, in one walk: to look one up takes Rocket longer than to walk past all of a browser's.
pub(crate) fn headers<'r>(request: &'r Request<'_>) -> impl Iterator<Item = (Uncased<'r>, &'r str)> {
    request.headers().iter().filter_map(|Header { name, value }| match value {
        Cow::Borrowed(value) => Some((name, value)),
        // Rocket borrows all of them. One that it did not would be missing, which lets nobody in.
        Cow::Owned(_) => None,
    })
}

/// The cookies of a request that has no `Cookie` header: those of Rocket's local clients, which are in the jar only.
///
/// The jar is not asked otherwise. It keeps one of several cookies of a name, so it would hide that there are two.
pub(crate) fn jar(request: &Request<'_>) -> Option<String> {
    if headers(request).any(|(name, _)| name == "Cookie") {
        return None;
    }
    let pairs: Vec<_> =
        request.cookies().iter().map(|cookie| cookie.stripped().encoded().to_string()).collect();
    (!pairs.is_empty()).then(|| pairs.join("; "))
}

/// Asks the gate whether a page of ours sent the request.
pub(crate) fn check_same_origin(gate: &Gate, request: &Request<'_>) -> Result<(), Rejection> {
    let mut presented = gate.request(request.method().as_str());
    for (name, value) in headers(request) {
        if name == "Origin" {
            presented.origin(value.as_bytes());
        } else if name == "Sec-Fetch-Site" {
            presented.fetch_site(value.as_bytes());
        }
    }
    gate.check_same_origin(&presented)
}

/// Asks the gate who the request comes from.
pub(crate) fn check(gate: &Gate, request: &Request<'_>) -> Result<Visitor, Rejection> {
    let jar;
    let mut presented = gate.request(request.method().as_str());
    if !feed(&mut presented, request) {
        jar = self::jar(request);
        jar.iter().for_each(|jar| presented.cookie(jar.as_bytes()));
    }
    gate.check(&presented, SystemTime::now())
}

/// What the request presents, as the gate looks at it. `jar` is what [`jar`] said.
pub(crate) fn presented<'a>(
    gate: &'a Gate,
    request: &'a Request<'_>,
    jar: Option<&'a str>,
) -> gate::Request<'a> {
    let mut presented = gate.request(request.method().as_str());
    feed(&mut presented, request);
    jar.iter().for_each(|jar| presented.cookie(jar.as_bytes()));
    presented
}

/// Feeds the headers to the gate, and says whether there are cookies among them.
fn feed<'a>(presented: &mut gate::Request<'a>, request: &'a Request<'_>) -> bool {
    let mut has_cookies = false;
    for (name, value) in headers(request) {
        let value = value.as_bytes();
        if name == "Cookie" {
            has_cookies = true;
            presented.cookie(value);
        } else if name == "Authorization" {
            presented.authorization(value);
        } else if name == "Origin" {
            presented.origin(value);
        } else if name == "Sec-Fetch-Site" {
            presented.fetch_site(value);
        } else if name == "Sec-Fetch-Mode" {
            presented.fetch_mode(value);
        } else if name == "Upgrade" {
            presented.upgrade(value);
        }
    }
    has_cookies
}

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

/// What the request presents to the gate.
pub(crate) fn to<'a>(gate: &Gate, request: &'a Request<'_>, jar: Option<&'a str>) -> Presented<'a> {
    let headers = request.headers();
    let mut presented = gate.request(request.method().as_str());
    headers.get("Cookie").chain(jar).for_each(|value| presented.cookie(value.as_bytes()));
    headers.get("Authorization").for_each(|value| presented.authorization(value.as_bytes()));
    headers.get("Origin").for_each(|value| presented.origin(value.as_bytes()));
    headers.get("Sec-Fetch-Site").for_each(|value| presented.fetch_site(value.as_bytes()));
    presented
}

//! The table of routes, and the way from a path to its row.

use http::Method;

use super::route::{Route, Verb, act, any, delete, get, now, post};
use crate::{
    access::Access,
    endpoint::{
        admin, alias, authenticators, configurations, credentials, description, events, generate_token,
        health, magic_links, metadata, own_features, register_begin, register_complete, register_token,
        reports, signin_begin, signin_complete, signin_verify, users,
    },
};

static ROUTES: [Route; 61] = [
    post("/register/token", Access::SECRET_REGISTER, |call| Box::pin(register_token::answer(call))),
    post("/register/begin", Access::PUBLIC_REGISTER, |call| Box::pin(register_begin::answer(call))),
    post("/register/complete", Access::PUBLIC_REGISTER, |call| Box::pin(register_complete::answer(call))),
    post("/signin/begin", Access::PUBLIC_LOGIN, |call| Box::pin(signin_begin::answer(call))),
    post("/signin/complete", Access::PUBLIC_LOGIN, |call| Box::pin(signin_complete::answer(call))),
    post("/signin/verify", Access::SECRET_VERIFY, |call| Box::pin(signin_verify::answer(call))),
    post("/signin/generate-token", Access::SECRET_VERIFY, |call| Box::pin(generate_token::answer(call))),
    post("/alias", Access::SECRET, |call| Box::pin(alias::set(call))),
    get("/alias/list", Access::SECRET, |call| now(alias::list(call))),
    get("/credentials/list", Access::SECRET, |call| now(credentials::list_by_query(call))),
    post("/credentials/list", Access::SECRET, |call| now(credentials::list_by_body(call))),
    post("/credentials/delete", Access::SECRET, |call| Box::pin(credentials::delete(call))),
    get("/users/list", Access::SECRET, |call| now(users::list(call))),
    get("/users/count", Access::SECRET, |call| now(users::count(call))),
    post("/users/delete", Access::SECRET, |call| Box::pin(users::delete(call))),
    post("/magic-links/send", Access::SECRET, |call| Box::pin(magic_links::send(call))),
    get("/auth-configs/list", Access::SECRET, |call| now(configurations::list(call))),
    post("/auth-configs/add", Access::SECRET, |call| Box::pin(configurations::add(call))),
    post("/auth-configs", Access::SECRET, |call| Box::pin(configurations::update(call))),
    post("/auth-configs/delete", Access::SECRET, |call| Box::pin(configurations::delete(call))),
    get("/authenticators/list", Access::SECRET, |call| now(authenticators::list(call))),
    post("/authenticators/add", Access::SECRET, |call| Box::pin(authenticators::add(call))),
    post("/authenticators/remove", Access::SECRET, |call| Box::pin(authenticators::remove(call))),
    post("/apps/features", Access::SECRET, |call| Box::pin(own_features::change(call))),
    get("/events", Access::SECRET, |call| now(events::list(call))),
    get("/reporting/credentials/periodic", Access::SECRET, |call| now(reports::empty(call))),
    get("/reporting/active-users/periodic", Access::SECRET, |call| now(reports::empty(call))),
    get("/admin/apps/{app}/available", Access::Management, |call| now(admin::available(call))),
    post("/admin/apps/{app}/create", Access::Management, |call| Box::pin(admin::create(call))),
    act("/admin/apps/{app}/freeze", Access::Management, |call| Box::pin(admin::freeze(call))),
    act("/admin/apps/{app}/unfreeze", Access::Management, |call| Box::pin(admin::unfreeze(call))),
    post("/admin/apps/{app}/public-keys", Access::Management, |call| Box::pin(admin::create_public(call))),
    post("/admin/apps/{app}/secret-keys", Access::Management, |call| Box::pin(admin::create_secret(call))),
    get("/admin/apps/{app}/api-keys", Access::Management, |call| Box::pin(admin::list_keys(call))),
    act("/admin/apps/{app}/api-keys/{key}/lock", Access::Management, |call| Box::pin(admin::lock(call))),
    act("/admin/apps/{app}/api-keys/{key}/unlock", Access::Management, |call| Box::pin(admin::unlock(call))),
    delete("/admin/apps/{app}/api-keys/{key}", Access::Management, |call| Box::pin(admin::delete_key(call))),
    get("/admin/apps/{app}/features", Access::Management, |call| now(Ok(admin::read_features(call)))),
    post("/admin/apps/{app}/features", Access::Management, |call| Box::pin(admin::set_features(call))),
    get("/admin/apps/{app}/can-delete-immediately", Access::Management, |call| now(admin::can_delete(call))),
    post("/admin/apps/{app}/mark-delete", Access::Management, |call| Box::pin(admin::mark(call))),
    act("/admin/apps/{app}/cancel-delete", Access::Management, |call| Box::pin(admin::cancel(call))),
    delete("/admin/apps/{app}", Access::Management, |call| Box::pin(admin::delete(call))),
    get("/apps/list-pending-deletion", Access::Management, |call| now(Ok(admin::pending(call)))),
    get("/mds/attestation-types", Access::Management, |_| now(Ok(metadata::none()))),
    get("/mds/certification-statuses", Access::Management, |_| now(Ok(metadata::none()))),
    get("/mds/entries", Access::Management, |call| now(metadata::entries(call))),
    any("/health/http", Access::Open, |_| now(Ok(health::http()))),
    any("/health/storage", Access::Open, |call| now(Ok(health::storage(call)))),
    any("/health/version", Access::Open, |_| now(Ok(health::version()))),
    any("/health/mail", Access::Open, |_| now(Ok(health::mail()))),
    get("/health/throw/api", Access::Open, |_| now(Err(health::throw_api()))),
    get("/health/throw/exception", Access::Open, |_| now(Err(health::throw_exception()))),
    get("/swagger", Access::Open, |_| now(Ok(description::page()))),
    get("/swagger/index.html", Access::Open, |_| now(Ok(description::page()))),
    get("/swagger/v4/swagger.json", Access::Open, |_| now(Ok(description::document(described())))),
    any("/favicon.ico", Access::Open, |_| now(Ok(description::icon()))),
    any("/humans.txt", Access::Open, |_| now(Ok(description::humans()))),
    any("/security.txt", Access::Open, |_| now(Ok(description::security()))),
    any("/openapi.css", Access::Open, |_| now(Ok(description::stylesheet()))),
    get("", Access::Open, |_| now(Ok(health::root()))),
];

/// Every path and its methods, in lower case: what the service's own description lists.
fn described() -> impl Iterator<Item = (&'static str, String)> {
    let public = |route: &&Route| !matches!(route.access, Access::Management | Access::Open);
    ROUTES.iter().filter(public).map(|route| (route.path, route.verb.method().to_ascii_lowercase()))
}

/// Where a request goes.
#[derive(Debug)]
pub(super) enum Match<'a> {
    Found(&'static Route, [&'a str; 2]),
    /// The path is known; these are its methods.
    OtherMethod(String),
    Unknown,
}

/// Finds the row of a path, in any case and with or without one slash at its end.
pub(super) fn find<'a>(method: &Method, path: &'a str) -> Match<'a> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut allowed: Vec<&str> = Vec::new();
    for route in &ROUTES {
        let Some(path_params) = route.matches(path) else { continue };
        let expected = route.verb.method();
        if route.verb == Verb::Any || method.as_str() == expected {
            return Match::Found(route, path_params);
        }
        allowed.push(expected);
    }
    if allowed.is_empty() { Match::Unknown } else { Match::OtherMethod(allowed.join(", ")) }
}

/// Looks a path up under every method.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn route_of(path: &str) {
    for method in [Method::GET, Method::POST, Method::DELETE, Method::HEAD] {
        let _ = find(&method, path);
    }
}

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use passwordless::accounts::{Accounts, Route};
use rocket::http::Method;

use super::{Prefix, handler::AccountRoutes};
use crate::passwordless::Passwordless;

/// After whatever else an application has at the same path.
const LAST: isize = 1000;

const METHODS: [Method; 6] =
    [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Options];

/// The accounts' routes, and one for each method that their paths do not take: Rocket by itself would say that there
/// is nothing, where the accounts answer 405 and names the right ones.
pub(crate) fn table(passwordless: &Passwordless, prefix: &Prefix) -> Vec<rocket::Route> {
    let handler = AccountRoutes::new(passwordless, prefix);
    let mut routes = own(passwordless.accounts(), &handler);
    let mut taken: BTreeMap<String, Vec<Method>> = BTreeMap::new();
    for route in &routes {
        taken.entry(route.uri.path().to_owned()).or_default().push(route.method);
    }
    // Paths with an open segment are others' paths as well, so each has a rank of its own.
    for (rank, (path, taken)) in (LAST..).zip(taken) {
        let others = METHODS.into_iter().filter(|method| !taken.contains(method));
        routes.extend(others.map(|method| {
            let mut route = rocket::Route::ranked(rank, method, &path, handler.clone());
            route.name = Some("passwordless: another method".into());
            route
        }));
    }
    routes
}

fn own(accounts: &Accounts, handler: &AccountRoutes) -> Vec<rocket::Route> {
    let route = |of: Route| {
        let mut route = rocket::Route::new(method(of), &path(of), handler.clone());
        route.name = Some(format!("passwordless: {of:?}").into());
        route
    };
    accounts.routes().map(route).collect()
}

fn method(route: Route) -> Method {
    match route.method() {
        "GET" => Method::Get,
        "DELETE" => Method::Delete,
        _ => Method::Post,
    }
}

/// The core writes a segment that it leaves open as `{id}`, and Rocket as `<id>`.
fn path(route: Route) -> String {
    route.path().replace('{', "<").replace('}', ">")
}

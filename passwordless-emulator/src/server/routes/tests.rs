//! Which path leads to which row.

use super::*;

/// The path and the method of the row that a request leads to.
fn row(method: Method, path: &str) -> Option<(&'static str, &'static str)> {
    match find(&method, path) {
        Match::Found(route, _) => Some((route.verb.method(), route.path)),
        _ => None,
    }
}

#[test]
fn paths_match_in_any_case_with_one_slash_at_most() {
    assert_eq!(row(Method::POST, "/Register/Token"), Some(("POST", "/register/token")));
    assert_eq!(row(Method::POST, "/register/token/"), Some(("POST", "/register/token")));
    assert_eq!(row(Method::POST, "/register/token//"), None);
    assert_eq!(row(Method::GET, "/"), Some(("GET", "")));
    assert_eq!(row(Method::GET, "/credentials/list"), Some(("GET", "/credentials/list")));
    assert_eq!(row(Method::HEAD, "/health/http"), Some(("GET", "/health/http")));
}

#[test]
fn a_known_path_names_its_methods() {
    let allowed = |method, path| match find(&method, path) {
        Match::OtherMethod(allowed) => allowed,
        _ => String::new(),
    };
    assert_eq!(allowed(Method::GET, "/signin/verify"), "POST");
    assert_eq!(allowed(Method::HEAD, "/users/list"), "GET");
    assert_eq!(allowed(Method::PUT, "/credentials/list"), "GET, POST");
    assert_eq!(allowed(Method::PUT, "/admin/apps/x/features"), "GET, POST");
    assert_eq!(allowed(Method::GET, "/no/such/path"), "");
}

#[test]
fn segments_in_braces_stand_for_anything_but_nothing() {
    let path_params = |method, path: &'static str| match find(&method, path) {
        Match::Found(route, path_params) => Some((route.path, path_params)),
        _ => None,
    };
    assert_eq!(
        path_params(Method::POST, "/admin/Apps/Acme/api-keys/9f3a/LOCK/"),
        Some(("/admin/apps/{app}/api-keys/{key}/lock", ["Acme", "9f3a"]))
    );
    assert_eq!(path_params(Method::DELETE, "/admin/apps/acme"), Some(("/admin/apps/{app}", ["acme", ""])));
    assert_eq!(path_params(Method::DELETE, "/admin/apps//"), None);
    assert_eq!(path_params(Method::POST, "/admin/apps/acme/api-keys//lock"), None);
    assert_eq!(path_params(Method::POST, "/admin/apps/acme/api-keys/9f3a/lock/more"), None);
}

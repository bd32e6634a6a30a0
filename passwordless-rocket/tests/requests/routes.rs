//! The routes of the account, as Rocket serves them.

use rocket::{
    http::{ContentType, Header, Status},
    local::blocking::Client,
};
use serde_json::Value;

use crate::site::{ORIGIN, Site, rocket};

fn client(site: &Site) -> Client {
    Client::untracked(rocket().attach(site.fairing())).unwrap()
}

fn origin() -> Header<'static> {
    Header::new("Origin", ORIGIN)
}

#[test]
fn another_method_is_told_the_right_ones() {
    let site = Site::new();
    let client = client(&site);
    for (request, allow) in [
        (client.get("/passkeys/sign-in"), "POST"),
        (client.head("/passkeys/sign-in"), "POST"),
        (client.delete("/passkeys/passwordless.js"), "GET, HEAD"),
        (client.put("/passkeys/passkeys"), "GET, HEAD, POST"),
        (client.patch("/passkeys/passkeys/abc"), "DELETE"),
        (client.get("/passkeys/passkeys/complete"), "POST, DELETE"),
        (client.options("/passkeys/step-up/pay"), "POST"),
    ] {
        let response = request.dispatch();
        assert_eq!((response.status().code, response.headers().get_one("Allow")), (405, Some(allow)));
    }
    // Elsewhere below the prefix there is nothing of ours.
    let response = client.get("/passkeys/nothing").dispatch();
    assert_eq!((response.status(), response.headers().get_one("Allow")), (Status::NotFound, None));
}

#[test]
fn the_script_is_kept_by_its_tag() {
    let site = Site::new();
    let client = client(&site);
    let response = client.get("/passkeys/passwordless.js").dispatch();
    assert_eq!(response.headers().get_one("Content-Type"), Some("text/javascript; charset=utf-8"));
    let tag = response.headers().get_one("ETag").unwrap().to_owned();
    assert_eq!(response.into_string().as_deref(), Some(passwordless::browser::SCRIPT));
    let again = client.get("/passkeys/passwordless.js").header(Header::new("If-None-Match", tag)).dispatch();
    assert_eq!((again.status().code, again.into_bytes().unwrap_or_default()), (304, vec![]));
    let head = client.head("/passkeys/passwordless.js").dispatch();
    assert_eq!((head.status().code, head.into_bytes().unwrap_or_default()), (200, vec![]));
}

#[test]
fn what_is_posted_is_small_json_of_our_own_page() {
    let site = Site::new();
    let client = client(&site);
    let post =
        || client.post("/passkeys/sign-in").header(ContentType::JSON).body("{\"token\":\"verify_AAAA\"}");
    let large = format!("{{\"token\":\"{}\"}}", "A".repeat(40_000));
    for (request, status, code) in [
        (post().header(origin()), 401, "invalid_credential"),
        (post().header(Header::new("Origin", "https://evil.example")), 403, "cross_site_request"),
        (post(), 403, "cross_site_request"),
        (post().header(origin()).body("{"), 400, "malformed_request"),
        (post().header(origin()).body(large), 413, "body_too_large"),
        (
            client.post("/passkeys/sign-in").header(ContentType::Form).header(origin()).body("token=x"),
            415,
            "json_required",
        ),
    ] {
        let response = request.dispatch();
        assert_eq!(response.status().code, status, "{code}");
        assert_eq!(response.headers().get_one("Cache-Control"), Some("no-store"));
        let body: Value = serde_json::from_str(&response.into_string().unwrap()).unwrap();
        assert_eq!(body["code"], code);
    }
}

#[test]
fn a_form_gets_nowhere_by_naming_another_method() {
    let site = Site::new();
    let client = client(&site);
    let request = client.post("/passkeys/passkeys/abc").header(ContentType::Form).header(origin());
    let response = request.body("_method=delete").dispatch();
    assert_eq!(response.status().code, 415);
}

#[test]
fn newcomers_and_links_are_off_until_a_hook_is_written() {
    let site = Site::new();
    let client = client(&site);
    for path in ["/passkeys/register", "/passkeys/register/complete", "/passkeys/magic-link"] {
        let response = client.post(path).header(ContentType::JSON).header(origin()).body("{}").dispatch();
        assert_eq!(response.status(), Status::NotFound, "{path}");
    }
}

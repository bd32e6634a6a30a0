//! Which catchers there are.

use passwordless_rocket::{Passwordless, Session};
use rocket::{Catcher, Config, Request, catch, catchers, get, http::Status, local::blocking::Client, routes};

use crate::start::{complete, configured, launched};

#[get("/me")]
fn me(_session: Session) {}

#[get("/broken")]
fn broken() -> Status {
    Status::InternalServerError
}

/// Refused as a guard, and broken for another reason.
#[get("/broken-later")]
fn broken_later(_session: Option<Session>) -> Status {
    Status::InternalServerError
}

#[catch(401)]
fn unauthorized() -> &'static str {
    "mine"
}

#[catch(default)]
fn other(status: Status, _: &Request<'_>) -> String {
    format!("other {}", status.code)
}

fn client(catchers: Vec<Catcher>) -> Client {
    let rocket = configured(Config::DEBUG_PROFILE, &complete()).attach(Passwordless::fairing());
    launched(rocket.mount("/", routes![me, broken, broken_later]).register("/", catchers)).0
}

fn text(client: &Client, path: &str) -> String {
    client.get(path.to_owned()).dispatch().into_string().unwrap_or_default()
}

#[test]
fn what_the_application_catches_itself_is_left_to_it() {
    let client = client(catchers![unauthorized]);
    let response = client.get("/me").dispatch();
    // The headers are right whoever rendered it.
    assert_eq!(response.headers().get_one("WWW-Authenticate"), Some("Bearer"));
    assert_eq!(response.headers().get_one("Cache-Control"), Some("no-store"));
    assert_eq!(response.into_string().as_deref(), Some("mine"));
}

#[test]
fn what_was_not_refused_here_goes_to_the_default_catcher() {
    let own = client(catchers![other]);
    assert!(text(&own, "/me").contains("sign_in_required"));
    assert_eq!(text(&own, "/broken"), "other 500");
    assert_eq!(text(&own, "/broken-later"), "other 500");
    assert_eq!(text(&own, "/nothing"), "other 404");
    // Or to Rocket's own.
    let plain = client(catchers![]);
    let response = plain.get("/broken").dispatch();
    assert_eq!(response.status(), Status::InternalServerError);
    assert!(response.headers().get_one("Cache-Control").is_none());
    assert!(response.into_string().unwrap().contains("500: Internal Server Error"));
}

#[test]
fn catchers_can_be_left_out() {
    let rocket =
        configured(Config::DEBUG_PROFILE, &complete()).attach(Passwordless::fairing().without_catchers());
    let (client, _) = launched(rocket.mount("/", routes![me]).register("/", catchers![other]));
    assert_eq!(text(&client, "/me"), "other 401");
}

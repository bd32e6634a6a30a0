//! Which catchers there are.

use passwordless_rocket::{Passwordless, Rejection, Session};
use rocket::{
    Catcher, Config, Either, Request, catch, catchers, get, http::Status, local::blocking::Client, routes,
};

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

#[catch(default)]
fn ours_or_other(status: Status, request: &Request<'_>) -> Either<Rejection, String> {
    Rejection::of(request).map_or_else(|| Either::Right(other(status, request)), Either::Left)
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
fn a_catcher_at_a_longer_base_answers_for_what_is_below_it() {
    let rocket = configured(Config::DEBUG_PROFILE, &complete()).attach(Passwordless::fairing());
    let rocket = rocket.mount("/api", routes![me]).mount("/", routes![me]);
    let (client, _) = launched(rocket.register("/api", catchers![other]));
    let response = client.get("/api/me").dispatch();
    assert_eq!(response.headers().get_one("WWW-Authenticate"), Some("Bearer"));
    assert_eq!(response.into_string().as_deref(), Some("other 401"));
    assert!(text(&client, "/me").contains("sign_in_required"));

    // It may leave refusals to us: a rejection is a response.
    let rocket = configured(Config::DEBUG_PROFILE, &complete()).attach(Passwordless::fairing());
    let (client, _) = launched(rocket.mount("/api", routes![me]).register("/api", catchers![ours_or_other]));
    assert!(text(&client, "/api/me").contains("sign_in_required"));
    assert_eq!(text(&client, "/api/nothing"), "other 404");
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

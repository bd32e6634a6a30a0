//! Ranks, options and results, as users of Rocket expect.

use passwordless::StepUp;
use passwordless_rocket::{Fresh, MaybeSession, Rejection, Session, VerifiedUser, testing::SignedInAs};
use rocket::{
    get,
    http::{Header, Status},
    local::blocking::Client,
    routes,
};

use crate::site::{Site, rocket};

#[get("/start")]
fn dashboard(session: Session) -> String {
    session.user_id().to_owned()
}

#[get("/start", rank = 2)]
fn stranger() -> &'static str {
    "stranger"
}

#[get("/vault")]
fn vault(_session: Fresh<StepUp>) -> &'static str {
    "open"
}

#[get("/vault", rank = 2)]
fn ask(session: Session) -> String {
    format!("confirm, {}", session.user_id())
}

#[get("/option")]
fn option(session: Option<Session>) -> &'static str {
    if session.is_some() { "some" } else { "none" }
}

#[get("/result")]
fn result(session: Result<Session, Rejection>) -> String {
    session.map_or_else(|rejection| rejection.code().to_owned(), |session| session.user_id().to_owned())
}

#[get("/maybe")]
fn maybe(session: MaybeSession) -> &'static str {
    if session.is_some() { "some" } else { "none" }
}

#[get("/either")]
fn by_token(user: VerifiedUser) -> String {
    format!("token of {}", user.user_id())
}

#[get("/either", rank = 2)]
fn by_session(session: Session) -> String {
    format!("session of {}", session.user_id())
}

#[get("/token")]
fn only_by_token(_user: VerifiedUser) {}

/// A handler may refuse by itself, in the same words.
#[get("/bob")]
fn bob(session: Session) -> Result<&'static str, Rejection> {
    if session.user_id() == "bob" { Ok("bob") } else { Err(passwordless::Rejection::denied().into()) }
}

pub(crate) fn client(site: &Site) -> Client {
    let routes = routes![
        dashboard,
        stranger,
        vault,
        ask,
        option,
        result,
        maybe,
        by_token,
        by_session,
        only_by_token,
        bob
    ];
    Client::untracked(rocket().attach(site.fairing()).mount("/", routes)).unwrap()
}

fn told(request: rocket::local::blocking::LocalRequest<'_>) -> (u16, String) {
    let response = request.dispatch();
    let code = response.status().code;
    let text = response.into_string().unwrap_or_default();
    let code_of = |text: &str| {
        serde_json::from_str::<serde_json::Value>(text).ok()?["code"].as_str().map(str::to_owned)
    };
    (code, code_of(&text).unwrap_or(text))
}

fn bad_bearer() -> Header<'static> {
    Header::new("Authorization", "Bearer sealed_AAAA")
}

#[test]
fn who_is_missing_something_goes_to_the_next_rank() {
    let client = client(&Site::new());
    assert_eq!(told(client.get("/start").signed_in_as("alice")), (200, "alice".into()));
    assert_eq!(told(client.get("/start")), (200, "stranger".into()));
    assert_eq!(told(client.get("/vault").signed_in_as("alice")), (200, "confirm, alice".into()));
    // The last rank has the last word.
    assert_eq!(told(client.get("/vault")), (401, "sign_in_required".into()));
    assert_eq!(told(client.get("/either").signed_in_as("alice")), (200, "session of alice".into()));
}

#[test]
fn what_is_wrong_is_wrong_for_every_rank() {
    let client = client(&Site::new());
    for path in ["/start", "/vault", "/either", "/maybe"] {
        assert_eq!(told(client.get(path).header(bad_bearer())), (401, "invalid_credential".into()), "{path}");
    }
}

#[test]
fn a_token_is_no_session_and_a_session_no_token() {
    let client = client(&Site::new());
    for path in ["/start", "/vault", "/maybe"] {
        let request = client.get(path).header(Header::new("Authorization", "Bearer verify_AAAA"));
        assert_eq!(told(request), (401, "invalid_credential".into()), "{path}");
    }
    assert_eq!(told(client.get("/token").signed_in_as("alice")), (401, "sign_in_required".into()));
}

#[test]
fn an_answer_after_all_has_no_headers_of_a_refusal() {
    let client = client(&Site::new());
    for path in ["/start", "/option", "/result"] {
        let response = client.get(path).signed_in_as("alice").dispatch();
        assert_eq!(response.status(), Status::Ok);
        let response = client.get("/start").dispatch();
        for name in ["WWW-Authenticate", "Cache-Control", "Vary", "Retry-After"] {
            assert_eq!(response.headers().get_one(name), None, "{path}: {name}");
        }
    }
}

#[test]
fn options_and_results() {
    let client = client(&Site::new());
    assert_eq!(told(client.get("/option").signed_in_as("alice")), (200, "some".into()));
    assert_eq!(told(client.get("/option")), (200, "none".into()));
    assert_eq!(told(client.get("/option").header(bad_bearer())), (200, "none".into()));

    assert_eq!(told(client.get("/result").signed_in_as("alice")), (200, "alice".into()));
    assert_eq!(told(client.get("/result").header(bad_bearer())), (200, "invalid_credential".into()));
    // What is missing is forwarded, which a result lets through.
    assert_eq!(told(client.get("/result")), (401, "sign_in_required".into()));
}

#[test]
fn a_handler_refuses_in_the_same_words() {
    let client = client(&Site::new());
    assert_eq!(told(client.get("/bob").signed_in_as("bob")), (200, "bob".into()));
    assert_eq!(told(client.get("/bob").signed_in_as("alice")), (403, "denied".into()));
    let response = client.get("/bob").signed_in_as("alice").dispatch();
    assert_eq!(response.headers().get_one("Cache-Control"), Some("no-store"));
}

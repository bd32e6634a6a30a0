//! Guards see to it that the fairing is there.

use passwordless::Purpose;
use passwordless_rocket::{
    Fresh, MaybeSession, Passwordless, RecoverySession, Rejection, Session, VerifiedUser,
};
use rocket::{Config, Route, error::ErrorKind, get, local::blocking::Client, routes};
use tracing::subscriber::with_default;

use crate::{
    log::Log,
    start::{complete, configured, launched},
};

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

#[get("/")]
fn session(_it: Session) {}
#[get("/")]
fn maybe(_it: MaybeSession) {}
#[get("/")]
fn fresh(_it: Fresh<Pay>) {}
#[get("/")]
fn user(_it: VerifiedUser) {}
#[get("/")]
fn recovery(_it: RecoverySession) {}
#[get("/")]
fn option(_it: Option<Session>) {}
#[get("/")]
fn result(_it: Result<Session, Rejection>) {}
#[get("/")]
fn state(_it: &rocket::State<Passwordless>) {}

fn each() -> [Vec<Route>; 7] {
    [
        routes![session],
        routes![maybe],
        routes![fresh],
        routes![user],
        routes![recovery],
        routes![option],
        routes![result],
    ]
}

#[test]
fn a_guard_without_the_fairing_refuses_the_launch() {
    for routes in each().into_iter().chain([routes![state]]) {
        let name = routes[0].name.clone();
        let is_ours = name.as_deref() != Some("state");
        let (log, _come) = Log::new();
        let rocket = configured(Config::DEBUG_PROFILE, &complete()).mount("/", routes);
        let error = with_default(log.subscriber(), || Client::untracked(rocket).map_err(Box::new))
            .expect_err("it launched");
        assert!(matches!(error.kind(), ErrorKind::SentinelAborts(_)), "{name:?}: {error}");
        let says = log.text().contains("attach it: rocket::build().attach(Passwordless::fairing())");
        assert_eq!(says, is_ours, "{name:?}: {}", log.text());
    }
}

#[test]
fn with_the_fairing_they_launch() {
    for routes in each() {
        let rocket = configured(Config::RELEASE_PROFILE, &complete()).mount("/", routes);
        // Attached twice, the last one counts.
        let rocket = rocket.attach(Passwordless::fairing().prefix("none"));
        launched(rocket.attach(Passwordless::fairing().purpose::<Pay>()));
    }
}

#[test]
fn a_purpose_that_nobody_can_step_up_for_refuses_the_launch() {
    let (log, _come) = Log::new();
    let rocket = configured(Config::DEBUG_PROFILE, &complete()).attach(Passwordless::fairing());
    let error = with_default(log.subscriber(), || {
        Client::untracked(rocket.mount("/", routes![fresh])).map_err(Box::new)
    });
    assert!(matches!(error.unwrap_err().kind(), ErrorKind::SentinelAborts(_)));
    assert!(
        log.text().contains("\"pay\"") && log.text().contains("fairing().purpose::<launch::guards::Pay>()"),
        "{}",
        log.text()
    );

    // Who has a route of their own steps up there.
    let fairing = Passwordless::fairing;
    for fairing in [fairing().without_routes(), fairing().without(passwordless::accounts::Route::StepUp)] {
        let rocket = configured(Config::DEBUG_PROFILE, &complete()).attach(fairing);
        launched(rocket.mount("/", routes![fresh]));
    }
}

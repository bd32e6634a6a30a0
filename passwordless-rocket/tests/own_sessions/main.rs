//! An application of Rocket with sessions of its own, which takes the tokens of passkeys at routes of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that unwraps says where it failed")]

mod accounts;
#[path = "../../../passwordless-tower/tests/support/held_back.rs"]
mod held_back;
#[path = "../../../passwordless-tower/tests/support/own_accounts.rs"]
mod own_accounts;
#[path = "../../../passwordless-tower/tests/support/own_routes.rs"]
mod own_routes;
#[path = "../support/serve.rs"]
mod serve;
#[path = "../support/site.rs"]
#[allow(dead_code)]
mod site;
#[path = "../../../passwordless-tower/tests/support/visitor.rs"]
mod visitor;

use std::sync::Arc;

use passwordless::{Purpose, StepUp, accounts::RateLimits};
use passwordless_rocket::{
    Confirmed, Fresh, MaybeSession, Passwordless, RecoverySession, Registered, Rejection, SameOrigin,
    Session, VerifiedUser,
    testing::{SignedInAs, WithPasskey},
};
use rocket::{
    Build, Rocket, Route, error::ErrorKind, get, http::Status, local::blocking::Client, post, routes,
};
use serve::{on_a_free_port, serve};
use site::{ORIGIN, Site};

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

struct Nothing;

impl Purpose for Nothing {
    const NAME: &'static str = "sign-in";
}

#[post("/login")]
fn log_in(passkey: VerifiedUser) -> String {
    passkey.user_id().to_owned()
}

#[post("/close")]
fn close(passkey: Confirmed<StepUp>) -> Result<String, Rejection> {
    passkey.is("alice")?;
    Ok(passkey.user_id().to_owned())
}

#[post("/added")]
fn added(passkey: Registered) -> String {
    passkey.user_id().to_owned()
}

#[post("/both")]
fn both(_sign_in: VerifiedUser, _step_up: Confirmed<StepUp>) {}
#[post("/pay")]
fn pay(_it: Confirmed<Pay>) {}
#[post("/change")]
fn change(_it: SameOrigin) {}
#[post("/nothing")]
fn nothing(_it: Confirmed<Nothing>) {}
#[get("/")]
fn session(_it: Session) {}
#[get("/")]
fn maybe(_it: MaybeSession) {}
#[get("/")]
fn fresh(_it: Fresh<StepUp>) {}
#[get("/")]
fn recovery(_it: RecoverySession) {}
#[get("/fresh")]
fn fresh_pay(_it: Fresh<Pay>) {}

/// Neither a secret key nor a step-up route is there, and none is needed.
fn application(site: &Site) -> Rocket<Build> {
    limited(site, RateLimits::default())
}

fn limited(site: &Site, limits: RateLimits) -> Rocket<Build> {
    let fairing = Passwordless::fairing()
        .client(site.client.clone())
        .origins([ORIGIN])
        .store(Arc::clone(&site.store))
        .rate_limits(limits)
        .without_sessions();
    on_a_free_port().attach(fairing).mount("/", routes![log_in, close, added, both, pay, change])
}

#[rocket::async_test]
async fn each_sort_of_token_counts_at_its_own_route() {
    let site = Site::new();
    let (url, _shutdown) = serve(application(&site)).await;
    own_routes::Application::new(url, site).keeps_its_promises().await;
}

#[rocket::async_test]
async fn a_client_that_hands_in_tokens_without_end_is_refused() {
    let site = Site::new();
    let (url, _shutdown) = serve(limited(&site, own_routes::three_tokens())).await;
    own_routes::Application::new(url, site).refuses_tokens_without_end().await;
}

#[rocket::async_test]
async fn a_user_who_hands_in_tokens_without_end_is_refused() {
    let site = Site::new();
    let (url, _shutdown) = serve(limited(&site, own_routes::three_tokens_of_a_user())).await;
    own_routes::Application::new(url, site).refuses_users_without_end().await;
}

#[rocket::async_test]
async fn a_page_of_another_origin_is_refused() {
    let site = Site::new();
    let (url, _shutdown) = serve(application(&site)).await;
    own_routes::Application::new(url, site).knows_its_own_pages().await;
}

#[rocket::async_test]
async fn of_the_routes_there_is_the_script_alone() {
    let site = Site::new();
    let (url, _shutdown) = serve(application(&site)).await;
    own_routes::Application::new(url, site).serves_the_script_alone().await;
}

fn refuses_the_launch(routes: Vec<Route>) {
    let site = Site::new();
    let Err(error) = Client::untracked(application(&site).mount("/more", routes)) else {
        panic!("it launched")
    };
    assert!(matches!(error.kind(), ErrorKind::SentinelAborts(_)), "{error}");
}

#[test]
fn links_without_a_key_refuse_the_launch() {
    let site = Site::new();
    let fairing = Passwordless::fairing()
        .client(site.client.clone())
        .origins([ORIGIN])
        .store(Arc::clone(&site.store))
        .without_sessions()
        .magic_links(own_accounts::links());
    let Err(error) = Client::untracked(on_a_free_port().attach(fairing)) else { panic!("it launched") };
    assert!(matches!(error.kind(), ErrorKind::FailedFairings(_)), "{error}");
}

#[test]
fn a_guard_that_asks_for_a_session_refuses_the_launch() {
    for routes in [routes![session], routes![maybe], routes![fresh], routes![recovery]] {
        refuses_the_launch(routes);
    }
}

#[test]
fn a_purpose_that_confirms_nothing_refuses_the_launch() {
    refuses_the_launch(routes![nothing]);
}

#[test]
fn tests_need_no_service() {
    let site = Site::new();
    let client = Client::untracked(application(&site)).unwrap();
    let post = |path: &'static str| client.post(path);

    assert_eq!(post("/login").with_passkey_of("alice").dispatch().status(), Status::Ok);
    assert_eq!(post("/close").confirmed_by::<StepUp>("alice").dispatch().status(), Status::Ok);
    assert_eq!(post("/added").registered_by("alice").dispatch().status(), Status::Ok);
    assert_eq!(post("/pay").confirmed_by::<Pay>("alice").dispatch().status(), Status::Ok);

    assert_eq!(post("/close").confirmed_by::<StepUp>("bob").dispatch().status(), Status::Forbidden);
    assert_eq!(post("/close").with_passkey_of("alice").dispatch().status(), Status::Forbidden);
    assert_eq!(post("/pay").confirmed_by::<StepUp>("alice").dispatch().status(), Status::Forbidden);
    assert_eq!(post("/login").confirmed_by::<StepUp>("alice").dispatch().status(), Status::Forbidden);
    assert_eq!(post("/login").registered_by("alice").dispatch().status(), Status::Forbidden);
}

#[test]
fn a_request_can_be_stepped_up_in_one_line() {
    let site = Site::new();
    let rocket = on_a_free_port().attach(site.fairing().purpose::<Pay>()).mount("/", routes![fresh_pay]);
    let client = Client::untracked(rocket).unwrap();
    assert_eq!(client.get("/fresh").stepped_up_as::<Pay>("alice").dispatch().status(), Status::Ok);
    assert_eq!(
        client.get("/fresh").stepped_up_as::<StepUp>("alice").dispatch().status(),
        Status::Unauthorized
    );
    assert_eq!(client.get("/fresh").signed_in_as("alice").dispatch().status(), Status::Unauthorized);
}

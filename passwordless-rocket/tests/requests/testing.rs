//! `signed_in_as`, as an application's tests use it.

use passwordless_rocket::{Session, testing::SignedInAs};
use rocket::{
    get,
    http::{Header, Status},
    local::{asynchronous, blocking::Client},
    post, routes,
};

use crate::site::{Site, rocket};

#[get("/me")]
fn me(session: Session) -> String {
    session.user_id().to_owned()
}

#[post("/me")]
fn change(session: Session) -> String {
    session.user_id().to_owned()
}

fn app() -> rocket::Rocket<rocket::Build> {
    rocket().attach(Site::new().fairing()).mount("/", routes![me, change])
}

#[test]
fn a_request_of_a_blocking_client_is_signed_in_with_one_line() {
    for client in [Client::tracked(app()).unwrap(), Client::untracked(app()).unwrap()] {
        assert_eq!(
            client.get("/me").signed_in_as("alice").dispatch().into_string().as_deref(),
            Some("alice")
        );
        assert_eq!(client.post("/me").signed_in_as("bob").dispatch().into_string().as_deref(), Some("bob"));
        assert_eq!(client.get("/me").dispatch().status(), Status::Unauthorized);
    }
}

#[tokio::test]
async fn one_of_an_asynchronous_client_too() {
    let client = asynchronous::Client::tracked(app()).await.unwrap();
    let response = client.post("/me").signed_in_as("alice").dispatch().await;
    assert_eq!(response.into_string().await.as_deref(), Some("alice"));
}

#[test]
fn other_cookies_do_not_matter() {
    let client = Client::tracked(app()).unwrap();
    let request = client.get("/me").header(Header::new("Cookie", "theme=dark")).signed_in_as("alice");
    assert_eq!(request.dispatch().status(), Status::Ok);
    assert_eq!(
        client.get("/me").cookie(("theme", "dark")).signed_in_as("alice").dispatch().status(),
        Status::Ok
    );
}

#[test]
fn the_protection_against_other_sites_can_be_tested_too() {
    let client = Client::tracked(app()).unwrap();
    let request = client.post("/me").header(Header::new("Origin", "https://evil.example"));
    assert_eq!(request.signed_in_as("alice").dispatch().status(), Status::Forbidden);
}

#[test]
fn a_session_that_cannot_be_opened_signs_nobody_in() {
    let client = Client::tracked(app()).unwrap();
    assert_eq!(client.get("/me").signed_in_as("").dispatch().status(), Status::Unauthorized);
    let bare = Client::tracked(rocket()).unwrap();
    assert_eq!(bare.get("/me").signed_in_as("alice").dispatch().status(), Status::NotFound);
}

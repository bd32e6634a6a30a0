//! An outage is neither a stranger nor a bad token.

use passwordless::{Policy, gate::Gate};
use passwordless_rocket::{MaybeSession, Passwordless, Session, VerifiedUser};
use rocket::{
    get,
    http::{Cookie, Header, Status},
    local::{asynchronous, blocking::Client},
    routes,
};

use crate::{
    faulty_store::FaultyStore,
    site::{ORIGIN, Site, rocket},
};

#[get("/session")]
fn session(_session: Session) {}
#[get("/maybe")]
fn maybe(_session: MaybeSession) {}
#[get("/option")]
fn option(session: Option<Session>) -> &'static str {
    if session.is_some() { "some" } else { "none" }
}
#[get("/token")]
fn token(_user: VerifiedUser) {}

#[test]
fn a_store_that_cannot_tell_is_a_503() {
    let site = Site::new();
    let now = std::time::SystemTime::now();
    let gate = Gate::new(Policy::new([ORIGIN]).unwrap(), site.key.clone(), FaultyStore::Full).unwrap();
    let cookie = gate.set_cookie(&gate.signed_in_as("alice", now).unwrap(), now).unwrap();
    let cookie = Cookie::parse_encoded(cookie).unwrap();

    let fairing = site.fairing().store(FaultyStore::Stale).sign_in_page("/sign-in");
    let client =
        Client::untracked(rocket().attach(fairing).mount("/", routes![session, maybe, option])).unwrap();
    for path in ["/session", "/maybe"] {
        // Also for who opens a page: signing in would not help.
        let response = client.get(path).cookie(cookie.clone()).header(rocket::http::Accept::HTML).dispatch();
        assert_eq!(response.status(), Status::ServiceUnavailable, "{path}");
        assert_eq!(response.headers().get_one("Retry-After"), Some("5"));
        assert_eq!(response.headers().get_one("Cache-Control"), Some("no-store"));
        assert_eq!(response.headers().get_one("Set-Cookie"), None);
        let page = response.into_string().unwrap();
        assert!(page.contains("<main>") && page.contains("try again in 5 seconds"), "{page}");
    }
    // What the documentation warns of.
    let response = client.get("/option").cookie(cookie).dispatch();
    assert_eq!(response.into_string().as_deref(), Some("none"));
}

#[tokio::test]
async fn a_service_that_is_away_is_a_503_and_a_refused_key_of_ours_a_500() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let bearer = Header::new("Authorization", format!("Bearer {}", browser.sign_in().await.unwrap()));

    let wrong = passwordless::ApiSecret::new("other:secret:a679563b331846c79c20b114a4f56d02").unwrap();
    let wrong = passwordless::Client::builder(wrong).url(site.emulator.url()).build().unwrap();
    let client = client(site.fairing().client(wrong)).await;
    let response = client.get("/token").header(bearer.clone()).dispatch().await;
    assert_eq!(response.status(), Status::InternalServerError);
    assert!(response.into_string().await.unwrap().contains("\"misconfigured\""));

    let client = self::client(site.fairing()).await;
    site.emulator.shutdown();
    let response = client.get("/token").header(bearer).dispatch().await;
    assert_eq!(response.status(), Status::ServiceUnavailable);
    assert!(response.headers().contains("Retry-After"));
    // Who is signed in does not notice.
    use passwordless_rocket::testing::SignedInAs;
    assert_eq!(client.get("/session").signed_in_as("alice").dispatch().await.status(), Status::Ok);
}

async fn client(fairing: passwordless_rocket::PasswordlessFairing) -> asynchronous::Client {
    let rocket = rocket().attach(fairing).mount("/", routes![session, token]);
    let client = asynchronous::Client::untracked(rocket).await.unwrap();
    assert!(client.rocket().state::<Passwordless>().is_some());
    client
}

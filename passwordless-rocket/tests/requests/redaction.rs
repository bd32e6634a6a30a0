//! What may be written into a log may be read there.

use passwordless_rocket::{Passwordless, Session, testing::SignedInAs};
use rocket::{State, get, local::blocking::Client, routes};

use crate::site::{Site, rocket};

#[get("/shown")]
fn shown(session: Session, passwordless: &State<Passwordless>) -> String {
    format!("{session:?} {passwordless:?} {:?}", Passwordless::fairing())
}

#[test]
fn neither_keys_nor_cookies_are_shown() {
    let site = Site::new();
    let client = Client::untracked(rocket().attach(site.fairing()).mount("/", routes![shown])).unwrap();
    let request = client.get("/shown").signed_in_as("alice");
    let cookie = request.inner().cookies().get("passwordless").unwrap().value().to_owned();
    let text = request.dispatch().into_string().unwrap();
    assert!(text.contains("alice") && text.contains("Passwordless"), "{text}");
    let secret = site.emulator.api_secret().rsplit(':').next().unwrap();
    assert!(!text.contains(secret) && !text.contains(&cookie), "{text}");
}

//! A test of a protected route.

use passwordless_emulator::Emulator;
use passwordless_rocket::testing::SignedInAs;
use rocket::local::blocking::Client;

use crate::{app::rocket, setting::figment};

#[test]
fn alice_sees_her_page() {
    let emulator = Emulator::start().unwrap();
    let rocket = rocket().configure(figment(&emulator));
    // [test of a protected route]
    let client = Client::tracked(rocket).unwrap();
    assert_eq!(client.get("/me").signed_in_as("alice").dispatch().into_string().as_deref(), Some("alice"));
    // [end]
    assert_eq!(client.post("/close-account").signed_in_as("alice").dispatch().status().code, 401);
}

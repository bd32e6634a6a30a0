//! A test of a whole ceremony, without a browser.

use passwordless_emulator::Emulator;
use rocket::{
    http::{ContentType, Header, Status},
    local::asynchronous::Client,
};

use crate::{
    app::rocket,
    setting::{ORIGIN, figment},
};

#[tokio::test]
async fn alice_signs_in_with_a_passkey() {
    let from_our_page = Header::new("Origin", ORIGIN);
    // [whole ceremony]
    let emulator = Emulator::start().unwrap();
    let client = Client::tracked(rocket().configure(figment(&emulator))).await.unwrap();
    let browser = emulator.browser_of("alice", ORIGIN).await.unwrap();
    let body = format!(r#"{{"token":"{}"}}"#, browser.sign_in().await.unwrap());
    client
        .post("/passkeys/sign-in")
        .header(ContentType::JSON)
        .header(from_our_page)
        .body(body)
        .dispatch()
        .await;
    assert_eq!(client.get("/me").dispatch().await.into_string().await.as_deref(), Some("alice"));
    // [end]
    let out = client.post("/passkeys/sign-out").header(Header::new("Origin", ORIGIN)).dispatch().await;
    assert_eq!(out.status(), Status::NoContent);
    assert_eq!(client.get("/me").dispatch().await.status(), Status::Unauthorized);
}

//! The service at the bottom, against the emulator.

use passwordless::{Error, GeneratedToken, Token};
use passwordless_emulator::Emulator;
use passwordless_tower::{Stack, Verify};
use tower::ServiceExt;

use crate::vendor;

#[tokio::test]
async fn a_genuine_token_is_vouched_for_and_a_forged_one_keeps_its_error() {
    let emulator = Emulator::start().unwrap();
    let client = vendor::client(emulator.url()).build().unwrap();
    let token = client.generate_token(&GeneratedToken::new("alice")).await.unwrap();

    let verify = Verify::new(client.clone());
    assert_eq!(verify.clone().oneshot(token.clone()).await.unwrap().user_id(), "alice");
    let stack = Stack::from(client);
    assert_eq!(stack.clone().oneshot(token).await.unwrap().user_id(), "alice");

    let forged = || Token::new("verify_AAAA").unwrap();
    let refusal: Error = verify.oneshot(forged()).await.unwrap_err();
    let boxed = stack.oneshot(forged()).await.unwrap_err();
    assert_eq!(boxed.downcast_ref::<Error>().unwrap().status(), refusal.status());
}

#[tokio::test]
async fn a_stack_works_inside_a_spawned_task() {
    let emulator = Emulator::start().unwrap();
    let client = vendor::client(emulator.url()).build().unwrap();
    let token = client.generate_token(&GeneratedToken::new("alice")).await.unwrap();
    let stack = Stack::recommended(client);
    let user = tokio::spawn(async move { stack.oneshot(token).await }).await.unwrap().unwrap();
    assert_eq!(user.user_id(), "alice");
}

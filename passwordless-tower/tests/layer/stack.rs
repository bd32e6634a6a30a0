//! The service of tokens and a stack of it, against the emulator.

use passwordless::{Error, Rejection, Token, api::TokenRequest};
use passwordless_emulator::Emulator;
use passwordless_tower::{Stack, Verify};
use tower::ServiceExt;

use crate::vendor;

#[tokio::test]
async fn a_genuine_token_is_vouched_for_and_a_forged_one_keeps_its_error() {
    let emulator = Emulator::start().unwrap();
    let client = vendor::client(emulator.url()).build().unwrap();
    let token = client.generate_token(&TokenRequest::new("alice")).await.unwrap();

    let verify = Verify::new(client.clone());
    assert_eq!(verify.clone().oneshot(token.clone()).await.unwrap().user_id(), "alice");
    let stack = Stack::from(client);
    assert_eq!(stack.clone().oneshot(token).await.unwrap().user_id(), "alice");

    let forged = || Token::new("verify_AAAA").unwrap();
    let refusal: Error = verify.oneshot(forged()).await.unwrap_err();
    assert_eq!(stack.oneshot(forged()).await.unwrap_err(), Rejection::from(refusal));
}

#[tokio::test]
async fn a_stack_works_inside_a_spawned_task() {
    let emulator = Emulator::start().unwrap();
    let client = vendor::client(emulator.url()).build().unwrap();
    let token = client.generate_token(&TokenRequest::new("alice")).await.unwrap();
    let stack = Stack::from(client);
    let user = tokio::spawn(async move { stack.oneshot(token).await }).await.unwrap().unwrap();
    assert_eq!(user.user_id(), "alice");
}

#[test]
fn a_stack_is_made_outside_of_a_runtime() {
    // `tower::buffer` would panic here.
    drop(Stack::from(vendor::client("http://127.0.0.1:9").build().unwrap()));
}

#[test]
fn a_stack_can_be_shared() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Stack>();
}

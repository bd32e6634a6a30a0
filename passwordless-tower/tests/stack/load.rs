//! Load shed and concurrency limit.

use std::{convert::Infallible, future::pending};

use passwordless::{Token, VerifiedUser};
use passwordless_tower::Stack;
use tokio::time::{Duration, Instant};
use tokio_test::{assert_pending, task};
use tower::{ServiceExt, load_shed::error::Overloaded, service_fn};

use crate::vendor;

#[test]
fn a_stack_is_made_outside_of_a_runtime() {
    // `tower::buffer` would panic here.
    let client = vendor::client("http://127.0.0.1:9").build().unwrap();
    drop(Stack::recommended(client));
}

#[test]
fn a_stack_can_be_shared() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Stack>();
}

fn busy() -> Stack {
    Stack::builder().concurrency(1).over(service_fn(|_: Token| pending::<Result<VerifiedUser, Infallible>>()))
}

#[tokio::test(start_paused = true)]
async fn a_stack_without_a_free_place_refuses_at_once() {
    let stack = busy();
    let mut first = task::spawn(stack.clone().oneshot(vendor::token()));
    assert_pending!(first.poll());

    let before = Instant::now();
    let error = stack.clone().oneshot(vendor::token()).await.unwrap_err();
    assert!(error.is::<Overloaded>(), "{error}");
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_place_is_free_again_when_its_request_is_dropped_in_flight() {
    let stack = busy();
    let mut first = task::spawn(stack.clone().oneshot(vendor::token()));
    assert_pending!(first.poll());
    drop(first);

    let mut second = task::spawn(stack.clone().oneshot(vendor::token()));
    assert_pending!(second.poll());
    assert!(stack.oneshot(vendor::token()).await.unwrap_err().is::<Overloaded>());
}

#[tokio::test(start_paused = true)]
async fn a_place_is_free_again_when_its_deadline_has_passed() {
    let stack = busy();
    assert!(!stack.clone().oneshot(vendor::token()).await.unwrap_err().is::<Overloaded>());
    assert!(!stack.oneshot(vendor::token()).await.unwrap_err().is::<Overloaded>());
}

#[tokio::test(start_paused = true)]
async fn no_setting_leaves_a_stack_without_a_place() {
    let stack =
        Stack::builder().concurrency(0).over(service_fn(|_: Token| pending::<Result<_, Infallible>>()));
    assert!(!stack.oneshot(vendor::token()).await.unwrap_err().is::<Overloaded>());
}

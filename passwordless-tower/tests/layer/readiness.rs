//! When the inner service is asked, and when it is left alone.

use std::{
    convert::Infallible,
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::{Request, Response};
use passwordless::{Token, VerifiedUser};
use passwordless_tower::{Passwordless, Stack};
use tokio_test::{assert_pending, assert_ready, assert_ready_ok, task};
use tower::{Layer, Service, ServiceExt, limit::ConcurrencyLimit, service_fn};
use tower_test::mock;

use crate::{
    requests::{Inner, greet, request, told, with_token},
    site::Site,
};

#[tokio::test]
async fn readiness_is_that_of_the_inner_service() {
    let layer = Site::new().passwordless().identify();
    let (mut service, mut handle) = mock::spawn_layer::<Request<String>, Response<String>, _>(layer);
    handle.allow(0);
    assert_pending!(service.poll_ready());
    handle.allow(1);
    assert_ready_ok!(service.poll_ready());
    handle.send_error("broken");
    assert_eq!(assert_ready!(service.poll_ready()).unwrap_err().to_string(), "broken");
}

#[tokio::test]
async fn the_inner_service_is_not_called_on_refusal() {
    let site = Site::new();
    let layer = site.passwordless().require().accept_tokens();
    let (mut service, mut handle) = mock::spawn_layer::<Request<String>, Response<String>, _>(layer);
    for request in [
        request().body(String::new()).unwrap(),
        with_token("sealed_AAAA"),
        with_token("verify_AAAA"),
        request()
            .header("cookie", "passwordless=a")
            .header("cookie", "passwordless=b")
            .body(String::new())
            .unwrap(),
    ] {
        handle.allow(1);
        assert_ready_ok!(service.poll_ready());
        assert!(service.call(request).await.unwrap().status().is_client_error());
        assert_pending!(handle.poll_request());
    }
}

#[tokio::test]
async fn an_error_of_the_inner_service_passes_through() {
    let inner = service_fn(|_: Request<String>| async { Err::<Response<String>, _>("broken") });
    let service = Site::new().passwordless().identify().layer(inner);
    assert_eq!(service.oneshot(request().body(String::new()).unwrap()).await.unwrap_err(), "broken");
}

/// Waits, then calls a clone of what was polled ready.
#[derive(Clone)]
struct Naive<S>(S);

impl<S, R> Service<R> for Naive<S>
where
    S: Service<R> + Clone,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.0.clone().call(request)
    }
}

#[tokio::test]
#[should_panic(expected = "poll_ready must be called first")]
async fn the_trap_is_real_a_clone_has_no_place_under_a_concurrency_limit() {
    let inner = ConcurrencyLimit::new(service_fn(|()| async { Ok::<_, Infallible>(()) }), 1);
    let _ = Naive(inner).oneshot(()).await;
}

#[tokio::test]
async fn a_request_that_waits_for_the_service_keeps_the_place_it_was_given() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let inner = ConcurrencyLimit::new(service_fn(greet::<String>), 1);
    let service = site.passwordless().require().accept_tokens().layer(inner);
    for _ in 0..2 {
        let request = with_token(&browser.sign_in().await.unwrap());
        assert_eq!(told(service.clone().oneshot(request).await.unwrap()).await, (200, "alice".to_owned()));
    }
}

/// Asks a service of tokens that never answers.
fn stalled(site: &Site) -> Passwordless {
    let never = service_fn(|_: Token| pending::<Result<VerifiedUser, Infallible>>());
    let stack = Stack::new(never);
    site.builder().verify_by(move |token| stack.clone().oneshot(token)).build().unwrap()
}

#[tokio::test]
async fn a_request_that_is_dropped_while_it_waits_gives_its_place_back() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let inner = service_fn(move |request: Request<String>| {
        counted.fetch_add(1, Ordering::Relaxed);
        greet(request)
    });
    let layer = stalled(&Site::new()).identify().accept_tokens();
    let mut service = layer.layer(ConcurrencyLimit::new(inner, 1));

    let mut first = task::spawn(service.ready().await.unwrap().call(with_token("verify_AAAA")));
    assert_pending!(first.poll());
    let mut second = service.clone();
    let mut waiting = task::spawn(second.ready());
    assert_pending!(waiting.poll());

    drop(first);
    assert!(waiting.is_woken());
    assert_ready_ok!(waiting.poll());
    assert_eq!(calls.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn the_service_works_inside_a_spawned_task() {
    let service = Site::new().passwordless().require().accept_tokens().layer(service_fn(greet::<String>));
    let answer = tokio::spawn(service.oneshot(request().body(String::new()).unwrap())).await.unwrap();
    assert_eq!(answer.unwrap().status(), 401);
}

#[tokio::test]
async fn services_can_be_shared_whatever_their_bodies_are() {
    fn shared<S: Clone + Send + Sync + 'static>(_: &S) {}
    struct NotEvenABody;
    let passwordless = Site::new().passwordless();
    let inner = service_fn(|_: Request<NotEvenABody>| async { Inner::Ok(Response::default()) });
    let service = passwordless.require().layer(inner);
    shared(&service);
    assert_eq!(service.oneshot(Request::new(NotEvenABody)).await.unwrap().status(), 401);
}

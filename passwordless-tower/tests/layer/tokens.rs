//! Tokens of the service that come with a request.

use std::{
    convert::Infallible,
    future::{Ready, pending, ready},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use passwordless::{ApiSecret, Client, Error, Token, VerifiedUser};
use passwordless_tower::{Passwordless, Stack, Verify};
use tokio::time::{Duration, Instant};
use tokio_test::{assert_pending, task};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, retry::Policy, service_fn};

use crate::{
    requests::{code, greet, request, told, with, with_token},
    site::{ORIGIN, Site},
    vendor,
};

const LIMIT: Duration = Duration::from_secs(12);

fn with_stack(site: &Site, stack: Stack) -> Passwordless {
    site.builder().verify_by(move |token| stack.clone().oneshot(token)).build().unwrap()
}

/// Asks a service of tokens that never answers.
fn stalled(site: &Site, concurrency: usize) -> Passwordless {
    let never = service_fn(|_: Token| pending::<Result<VerifiedUser, Infallible>>());
    let limits = ServiceBuilder::new().load_shed().concurrency_limit(concurrency).timeout(LIMIT);
    with_stack(site, Stack::new(limits.service(never)))
}

#[tokio::test]
async fn a_token_too_many_is_shed() {
    let layer = stalled(&Site::new(), 1).require().accept_tokens();
    let service = layer.layer(service_fn(greet::<String>));
    let mut first = task::spawn(service.clone().oneshot(with_token("verify_AAAA")));
    assert_pending!(first.poll());
    let response = service.oneshot(with_token("verify_BBBB")).await.unwrap();
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(code(response).await, (503, "overloaded".to_owned()));
}

#[tokio::test]
async fn a_service_that_does_not_answer_is_no_bad_token() {
    let passwordless = stalled(&Site::new(), 64);
    tokio::time::pause();
    let before = Instant::now();
    let service = passwordless.require().accept_tokens().layer(service_fn(greet::<String>));
    let response = service.oneshot(with_token("verify_AAAA")).await.unwrap();
    assert_eq!(code(response).await, (503, "unavailable".to_owned()));
    assert_eq!(before.elapsed().as_secs(), LIMIT.as_secs());

    // Who only wants to know is told the same, and still answers.
    let service = passwordless.identify().accept_tokens().layer(service_fn(greet::<String>));
    let response = service.oneshot(with_token("verify_AAAA")).await.unwrap();
    assert_eq!(told(response).await, (200, "unavailable".to_owned()));
}

#[tokio::test]
async fn a_key_of_ours_that_the_service_refuses_is_our_own_fault() {
    let site = Site::new();
    let wrong = ApiSecret::new("test:secret:00000000000000000000000000000000").unwrap();
    let client = Client::builder(wrong).url(site.emulator.url()).build().unwrap();
    let builder = Passwordless::builder(client, [ORIGIN]).key(site.key.clone()).store(site.store.clone());
    let service = builder.build().unwrap().require().accept_tokens().layer(service_fn(greet::<String>));
    let response = service.oneshot(with_token("verify_AAAA")).await.unwrap();
    assert_eq!(code(response).await, (500, "misconfigured".to_owned()));
}

/// Fails the first call with an outage, and passes the others on.
fn flaky(
    outage: Error,
    verify: Verify,
) -> impl Service<Token, Response = VerifiedUser, Error = Error, Future: Send> + Clone + Send + Sync + 'static
{
    let outage = Arc::new(Mutex::new(Some(outage)));
    service_fn(move |token: Token| {
        let (outage, verify) = (outage.lock().unwrap().take(), verify.clone());
        async move {
            match outage {
                Some(outage) => Err(outage),
                None => verify.oneshot(token).await,
            }
        }
    })
}

/// Repeats a call that failed, once.
#[derive(Clone)]
struct Once(bool);

impl Policy<Token, VerifiedUser, Error> for Once {
    type Future = Ready<()>;

    fn retry(&mut self, _: &mut Token, answer: &mut Result<VerifiedUser, Error>) -> Option<Ready<()>> {
        let again = self.0 && answer.is_err();
        self.0 = false;
        again.then(|| ready(()))
    }

    fn clone_request(&mut self, token: &Token) -> Option<Token> {
        Some(token.clone())
    }
}

#[tokio::test]
async fn a_repeated_call_is_no_replay_and_a_replay_is_one() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let service = flaky(vendor::error("503 X").await, Verify::new(site.client.clone()));
    let repeats = ServiceBuilder::new().retry(Once(true)).service(service);
    let passwordless = with_stack(&site, Stack::new(repeats));
    let service = passwordless.require().accept_tokens().layer(service_fn(greet::<String>));
    let token = browser.sign_in().await.unwrap();
    let response = service.clone().oneshot(with_token(&token)).await.unwrap();
    assert_eq!(told(response).await, (200, "alice".to_owned()));
    let response = service.oneshot(with_token(&token)).await.unwrap();
    assert_eq!(code(response).await, (401, "token_already_used".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_replays_at_once_exactly_one_is_let_in() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let user = site.client.verify(&browser.sign_in().await.unwrap().parse().unwrap()).await.unwrap();
    // The service vouches every time it is asked.
    let vouches = service_fn(move |_: Token| ready(Ok::<_, Infallible>(user.clone())));
    let passwordless = with_stack(&site, Stack::new(vouches));
    let let_in = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&let_in);
    let service = passwordless.require().accept_tokens().layer(service_fn(move |request| {
        counted.fetch_add(1, Ordering::Relaxed);
        greet::<String>(request)
    }));
    let replays: Vec<_> =
        (0..500).map(|_| tokio::spawn(service.clone().oneshot(with_token("verify_AAAA")))).collect();
    for replay in replays {
        let status = replay.await.unwrap().unwrap().status().as_u16();
        // A user may hand in only so many.
        assert!(matches!(status, 200 | 401 | 429), "{status}");
    }
    assert_eq!(let_in.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_token_is_accepted_where_tokens_are_and_nowhere_else() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let token = browser.sign_in().await.unwrap();
    let require = site.passwordless().require();
    let closed = require.clone().layer(service_fn(greet::<String>));
    let response = closed.oneshot(with_token(&token)).await.unwrap();
    assert_eq!(code(response).await, (401, "invalid_credential".to_owned()));

    let open = require.accept_tokens().layer(service_fn(greet::<String>));
    for request in [
        request().uri(format!("/me?token={token}&access_token={token}")).body(String::new()).unwrap(),
        with("cookie", &format!("passwordless={token}")),
        with("authorization", &format!("Token {token}")),
        with("x-token", &token),
    ] {
        let response = open.clone().oneshot(request).await.unwrap();
        assert_eq!(code(response).await, (401, "sign_in_required".to_owned()));
    }
    // None of this spent it.
    let response = open.oneshot(with_token(&token)).await.unwrap();
    assert!(!response.headers().contains_key("set-cookie"));
    assert_eq!(told(response).await, (200, "alice".to_owned()));
}

#[tokio::test]
async fn a_session_needs_no_service() {
    let site = Site::new();
    let passwordless = stalled(&site, 1);
    let service = passwordless.require().accept_tokens().layer(service_fn(greet::<String>));
    let mut all_places = task::spawn(service.clone().oneshot(with_token("verify_AAAA")));
    assert_pending!(all_places.poll());
    site.emulator.shutdown();
    let cookie = crate::requests::cookie_since(&passwordless, std::time::SystemTime::now());
    let answer = tokio::time::timeout(Duration::from_secs(5), service.oneshot(with("cookie", &cookie)));
    assert_eq!(told(answer.await.unwrap().unwrap()).await, (200, "alice".to_owned()));
}

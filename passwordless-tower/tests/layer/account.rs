//! The routes of the account as a service: bodies that are too large, too slow or cut, and who is asked about tokens.

use std::{convert::Infallible, future::pending, io};

use axum::Router;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Method, Request};
use http_body::Frame;
use http_body_util::{Full, StreamBody};
use passwordless::{Token, VerifiedUser, accounts::Accounts};
use passwordless_tower::Stack;
use tokio::time::{Duration, Instant};
use tokio_test::{assert_pending, task};
use tower::{ServiceBuilder, ServiceExt, service_fn};

use crate::{
    requests::{code, told},
    site::{ORIGIN, Site},
};

type Frames = Result<Frame<Bytes>, io::Error>;

fn post<B>(path: &str, body: B) -> Request<B> {
    let request = Request::post(path).header("origin", ORIGIN).header("content-type", "application/json");
    request.body(body).unwrap()
}

fn text(text: &'static str) -> Full<Bytes> {
    Full::new(Bytes::from_static(text.as_bytes()))
}

#[tokio::test]
async fn a_body_is_read_no_further_than_needed() {
    let account = Site::new().passwordless().account_service();
    let chunks = (0..).map(|number| {
        assert!(number < 20, "somebody reads on");
        Frames::Ok(Frame::data(Bytes::from_static(&[b' '; 1000])))
    });
    let endless = StreamBody::new(stream::iter(chunks));
    let response = account.clone().oneshot(post("/sign-in", endless)).await.unwrap();
    assert_eq!(code(response).await, (413, "body_too_large".to_owned()));

    let full = Full::new(Bytes::from(vec![b' '; Accounts::MAX_BODY]));
    let response = account.oneshot(post("/sign-in", full)).await.unwrap();
    assert_eq!(code(response).await, (400, "malformed_request".to_owned()));
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for_for_ever() {
    let account = Site::new().passwordless().account_service();
    tokio::time::pause();
    let before = Instant::now();
    let begun = stream::iter([Frames::Ok(Frame::data("{\"tok".into()))]);
    let stalled = StreamBody::new(begun.chain(stream::pending()));
    let response = account.oneshot(post("/sign-in", stalled)).await.unwrap();
    assert_eq!(code(response).await, (408, "body_too_slow".to_owned()));
    assert!(before.elapsed() < Duration::from_secs(11));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_request() {
    let account = Site::new().passwordless().account_service();
    let cut =
        stream::iter([Frames::Ok(Frame::data("{}".into())), Err(io::ErrorKind::ConnectionReset.into())]);
    let response = account.oneshot(post("/sign-out", StreamBody::new(cut))).await.unwrap();
    assert_eq!(code(response).await, (400, "malformed_request".to_owned()));
}

#[tokio::test]
async fn sign_in_asks_through_the_stack() {
    let never = service_fn(|_: Token| pending::<Result<VerifiedUser, Infallible>>());
    let stack = Stack::new(ServiceBuilder::new().load_shed().concurrency_limit(1).service(never));
    let builder = Site::new().builder().verify_by(move |token| stack.clone().oneshot(token));
    let account = builder.build().unwrap().account_service();
    let body = || text("{\"token\":\"verify_AAAA\"}");
    let mut first = task::spawn(account.clone().oneshot(post("/sign-in", body())));
    assert_pending!(first.poll());
    let response = account.oneshot(post("/sign-in", body())).await.unwrap();
    assert!(response.headers().contains_key("retry-after"));
    assert_eq!(code(response).await, (503, "overloaded".to_owned()));
}

#[tokio::test]
async fn the_routes_are_nested_below_any_prefix() {
    let passwordless = Site::new().passwordless();
    let router: Router = Router::new()
        .nest("/account/passkeys", passwordless.routes())
        .nest_service("/as-a-service", passwordless.account_service());
    let ask = async |method: Method, path: &str| {
        let mut request = post(path, axum::body::Body::empty());
        *request.method_mut() = method;
        let response = router.clone().oneshot(request).await.unwrap();
        (response.status().as_u16(), response.headers().clone())
    };
    for prefix in ["/account/passkeys", "/as-a-service"] {
        let (status, headers) = ask(Method::GET, &format!("{prefix}/passwordless.js")).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap().contains("javascript")), (200, true));
        let (status, headers) = ask(Method::GET, &format!("{prefix}/sign-in")).await;
        assert_eq!((status, &headers["allow"]), (405, &"POST".parse().unwrap()));
        assert_eq!(ask(Method::GET, &format!("{prefix}/passkeys")).await.0, 401);
        // What needs a hook is not there without it.
        assert_eq!(ask(Method::POST, &format!("{prefix}/register")).await.0, 404);
        assert_eq!(ask(Method::GET, prefix).await.0, 404);
    }
    let response =
        router.oneshot(Request::get("/elsewhere").body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(told(response).await, (404, String::new()));
}

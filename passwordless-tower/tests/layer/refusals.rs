//! How a layer tells its refusals: the core's answers as HTTP, and those of the application's own.

use bytes::Bytes;
use http::{Request, Response};
use passwordless::{Rejection, refusal::Dialect};
use passwordless_tower::{Passwordless, Refusal};
use tower::{Layer, ServiceExt, service_fn};

use crate::{
    requests::{code, greet, request, told, with},
    site::Site,
};

async fn refuse(
    passwordless: &Passwordless,
    request: Request<String>,
) -> Response<passwordless_tower::body::ResponseBody<http_body_util::Full<Bytes>>> {
    passwordless.require().layer(service_fn(greet::<String>)).oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_target_that_looks_like_another_host_is_no_way_back() {
    let passwordless = Site::new().builder().sign_in_page("/sign-in").build().unwrap();
    for (target, location) in [
        ("/me?tab=1", "/sign-in?next=/me%3Ftab%3D1"),
        ("http://elsewhere.example/me", "/sign-in?next=/me"),
        ("//evil.example/me", "/sign-in"),
        ("/.//evil.example/me", "/sign-in"),
        ("*", "/sign-in"),
    ] {
        let request = Request::get(target).header("sec-fetch-mode", "navigate").body(String::new()).unwrap();
        let response = refuse(&passwordless, request).await;
        assert_eq!(response.status(), 303, "{target}");
        assert_eq!(response.headers()["location"], location, "{target}");
    }
}

/// Most refusals are copied from the first one.
#[tokio::test]
async fn the_second_refusal_says_the_same_as_the_first() {
    let (one, other) = (Site::new().passwordless(), Site::new().passwordless());
    let mut answers = Vec::new();
    for passwordless in [&one, &one, &other] {
        let response = refuse(passwordless, request().body(String::new()).unwrap()).await;
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["vary"], Dialect::VARY);
        assert_eq!(response.headers().len(), 4);
        answers.push(code(response).await);
    }
    assert!(answers.iter().all(|answer| *answer == (401, "sign_in_required".to_owned())));
}

#[tokio::test]
async fn an_own_answer_replaces_all_but_what_must_not_be_forgotten() {
    let passwordless = Site::new().passwordless().refuse_with(|refusal| {
        assert_eq!((refusal.uri().path(), refusal.dialect()), ("/me", Dialect::Json));
        assert_eq!(refusal.method(), "GET");
        assert_eq!(refusal.headers()["x-wish"], "blue");
        Response::new(refusal.rejection().code().into())
    });
    let response = refuse(&passwordless, with("x-wish", "blue")).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.extensions().get(), Some(&Rejection::missing()));
    assert_eq!(told(response).await, (200, "sign_in_required".to_owned()));
}

#[tokio::test]
async fn an_own_answer_may_be_ours_in_another_dialect() {
    let in_grpc = |refusal: &Refusal<'_>| refusal.in_dialect(Dialect::Grpc).response();
    let passwordless = Site::new().passwordless().refuse_with(in_grpc);
    let response = refuse(&passwordless, request().body(String::new()).unwrap()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["grpc-status"], "16");
}

#[tokio::test]
async fn one_dialect_can_be_spoken_to_all() {
    let passwordless = Site::new().builder().sign_in_page("/").dialect(Dialect::Json).build().unwrap();
    assert_eq!(refuse(&passwordless, with("sec-fetch-mode", "navigate")).await.status(), 401);
}

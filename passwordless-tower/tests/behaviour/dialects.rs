//! The same refusal, told to each sort of client.

use axum::{Router, routing::get};
use http_body_util::BodyExt;
use passwordless::Rejection;
use tower::ServiceExt;

use super::{axum_routes::passwordless, run::Application, world::World};

async fn router() -> (World, Router) {
    let world = World::new().await;
    let passwordless = passwordless(&world);
    let account = Router::new()
        .route("/orders", get(|| async { "orders" }))
        .route("/rpc", get(|| async { "rpc" }))
        .route_layer(passwordless.require());
    (world, Router::new().nest("/account", account))
}

#[tokio::test]
async fn each_client_is_told_in_its_own_dialect() {
    let (_world, router) = router().await;
    let ask = async |headers: &[(&str, &str)]| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        router.ask("GET", "/account/orders?page=2", &headers).await
    };

    let page = ask(&[("accept", "text/html,*/*;q=0.8")]).await;
    // The front that the nested router took off is part of the way back.
    assert_eq!(
        (page.status, page.header("location")),
        (303, Some("/sign-in?next=/account/orders%3Fpage%3D2"))
    );
    assert!(page.header("vary").unwrap().contains("Accept"));

    let json = ask(&[("accept", "application/json")]).await;
    assert_eq!((json.status, json.header("www-authenticate")), (401, Some("Bearer")));

    let htmx = ask(&[("hx-request", "true"), ("hx-current-url", "http://localhost:4000/account")]).await;
    assert_eq!((htmx.status, htmx.header("hx-redirect")), (401, Some("/sign-in?next=/account")));

    let grpc = ask(&[("content-type", "application/grpc")]).await;
    assert_eq!((grpc.status, grpc.header("grpc-status"), grpc.body.as_str()), (200, Some("16"), ""));

    for answer in [page, json, htmx, grpc] {
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_guarded() {
    let (_world, router) = router().await;
    assert_eq!(router.ask("GET", "/account/nothing", &[]).await.status, 404);
}

#[tokio::test]
async fn an_outer_layer_can_tell_why_without_reading_a_body() {
    let (_world, router) = router().await;
    let request = http::Request::get("/account/orders").body(axum::body::Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.extensions().get::<Rejection>(), Some(&Rejection::missing()));
    assert!(response.into_body().collect().await.is_ok());
}

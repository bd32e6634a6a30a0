//! Documents at well-known addresses, and none that nobody told.

use axum::Router;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use passwordless::well_known::WellKnown;
use tower::ServiceExt;

use crate::site::Site;

async fn ask(app: &Router, method: &str, path: &str) -> Response<axum::body::Body> {
    let request = Request::builder().method(method).uri(path).body(Empty::<bytes::Bytes>::new()).unwrap();
    app.clone().oneshot(request.map(axum::body::Body::new)).await.unwrap()
}

fn app(told: WellKnown) -> Router {
    let passwordless = Site::new().builder().well_known(told).build().unwrap();
    Router::new()
        .merge(passwordless.well_known_routes())
        .nest("/passkeys", passwordless.routes())
        .with_state(passwordless)
}

#[tokio::test]
async fn documents_are_at_the_root_as_json_and_without_a_redirect() {
    let told = WellKnown::new().related_origins(["https://app.example"]).ios_app("A1B2C3D4E5", "example.app");
    let app = app(told);
    for (path, said) in [
        ("/.well-known/webauthn", r#"{"origins":["https://app.example"]}"#),
        (
            "/.well-known/apple-app-site-association",
            r#"{"webcredentials":{"apps":["A1B2C3D4E5.example.app"]}}"#,
        ),
    ] {
        let answer = ask(&app, "GET", path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.headers()["cache-control"], "public, max-age=3600");
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), said);
        assert_eq!(ask(&app, "HEAD", path).await.status(), 200);
        assert_eq!(ask(&app, "POST", path).await.status(), 405);
    }
    for path in
        ["/.well-known/passkey-endpoints", "/.well-known/assetlinks.json", "/passkeys/.well-known/webauthn"]
    {
        assert_eq!(ask(&app, "GET", path).await.status(), 404, "{path}");
    }
}

#[test]
fn what_no_device_would_read_fails_the_build() {
    let error = Site::new().builder().well_known(WellKnown::new().ios_app("", "")).build().unwrap_err();
    assert_eq!(error.setting(), "well_known");
}

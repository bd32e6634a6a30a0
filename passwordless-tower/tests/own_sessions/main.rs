//! An application of axum with sessions of its own, which takes the tokens of passkeys at routes of its own.

#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod accounts;
#[path = "../support/held_back.rs"]
mod held_back;
#[path = "../support/own_accounts.rs"]
mod own_accounts;
#[path = "../support/own_routes.rs"]
mod own_routes;
#[path = "../support/site.rs"]
#[allow(dead_code)]
mod site;
#[path = "../support/visitor.rs"]
mod visitor;

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header::COOKIE, request},
    routing::{get, post},
};
use own_routes::{Application, three_tokens, three_tokens_of_a_user};
use passwordless::{
    Purpose, SessionKey, StepUp,
    accounts::{KnownUser, MagicLinks, Mailboxes, Newcomer, Newcomers, Users},
};
use passwordless_tower::{
    ClientAddress, Passwordless, PasswordlessBuilder,
    axum::{Confirmed, Fresh, RecoverySession, Registered, Rejection, SameOrigin, Session, VerifiedUser},
    testing::{SignedInAs, WithPasskey},
};
use site::{ORIGIN, Site};
use tower::{Layer, ServiceExt};

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

/// An application that knows nobody.
struct Nobody;

impl Users for Nobody {
    async fn find(&self, _: &str) -> Result<Option<KnownUser>, passwordless::Rejection> {
        Ok(None)
    }
}

impl Newcomers for Nobody {
    async fn accept(&self, _: &Newcomer) -> Result<(), passwordless::Rejection> {
        Err(passwordless::Rejection::name_taken())
    }
}

impl Mailboxes for Nobody {
    async fn user_of(&self, _: &str) -> Result<Option<String>, passwordless::Rejection> {
        Ok(None)
    }
}

struct Nothing;

impl Purpose for Nothing {
    const NAME: &'static str = "sign-in";
}

async fn log_in(passkey: VerifiedUser) -> String {
    passkey.user_id().to_owned()
}

async fn close(passkey: Confirmed<StepUp>) -> Result<String, Rejection> {
    passkey.is("alice")?;
    Ok(passkey.user_id().to_owned())
}

async fn added(passkey: Registered) -> String {
    passkey.user_id().to_owned()
}

fn passwordless(site: &Site) -> Passwordless {
    let builder = Passwordless::builder(site.client.clone(), [ORIGIN]).store(Arc::clone(&site.store));
    builder.without_sessions().build().unwrap()
}

fn app(passwordless: &Passwordless) -> Router {
    Router::new()
        .route("/login", post(log_in))
        .route("/close", post(close))
        .route("/added", post(added))
        .route("/both", post(async |_: VerifiedUser, _: Confirmed<StepUp>| ()))
        .route("/pay", post(async |_: Confirmed<Pay>| ()))
        .route("/nothing", post(async |_: Confirmed<Nothing>| ()))
        .route("/change", post(async |_: SameOrigin| ()))
        .route("/session", get(async |_: Session| ()))
        .route("/perhaps", get(async |_: Option<Session>| ()))
        .route("/fresh", get(async |_: Fresh<StepUp>| ()))
        .route("/recovery", get(async |_: RecoverySession| ()))
        .nest("/passkeys", passwordless.routes())
        .layer(passwordless.identify())
        .with_state(passwordless.clone())
}

async fn served() -> Application {
    let site = Site::new();
    let passwordless = passwordless(&site);
    serve(site, &passwordless).await
}

async fn serve(site: Site, passwordless: &Passwordless) -> Application {
    let app = app(passwordless).into_make_service_with_connect_info::<SocketAddr>();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    Application::new(url, site)
}

#[tokio::test]
async fn a_client_that_hands_in_tokens_without_end_is_refused() {
    let site = Site::new();
    let builder = Passwordless::builder(site.client.clone(), [ORIGIN]).store(Arc::clone(&site.store));
    let passwordless = builder.without_sessions().rate_limits(three_tokens()).build().unwrap();
    serve(site, &passwordless).await.refuses_tokens_without_end().await;
}

#[tokio::test]
async fn a_user_who_hands_in_tokens_without_end_is_refused() {
    let site = Site::new();
    let builder = Passwordless::builder(site.client.clone(), [ORIGIN]).store(Arc::clone(&site.store));
    let passwordless = builder.without_sessions().rate_limits(three_tokens_of_a_user()).build().unwrap();
    serve(site, &passwordless).await.refuses_users_without_end().await;
}

#[tokio::test]
async fn a_layer_that_accepts_tokens_counts_them_for_each_client() {
    let site = Site::new();
    let builder = Passwordless::builder(site.client.clone(), [ORIGIN]).store(Arc::clone(&site.store));
    let passwordless = builder.without_sessions().rate_limits(three_tokens()).build().unwrap();
    let layer = passwordless.require().accept_tokens();
    let ask = async |address: [u8; 4], token: &str| {
        let request = Request::get("/").header("authorization", format!("Bearer {token}"));
        let request = request.extension(ClientAddress(address.into())).body(Body::empty()).unwrap();
        let inner =
            tower::service_fn(async |_: Request<Body>| Ok::<_, Infallible>(Response::new(Body::empty())));
        layer.layer(inner).oneshot(request).await.unwrap().status().as_u16()
    };
    for _ in 0..3 {
        assert_eq!(ask([192, 0, 2, 1], "verify_forged").await, 401);
    }
    let token = site.browser("alice").await.sign_in().await.unwrap();
    assert_eq!(ask([192, 0, 2, 1], &token).await, 429);
    assert_eq!(ask([192, 0, 2, 2], &token).await, 200);
}

#[tokio::test]
async fn each_sort_of_token_counts_at_its_own_route() {
    served().await.keeps_its_promises().await;
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused() {
    served().await.knows_its_own_pages().await;
}

#[tokio::test]
async fn of_the_routes_there_is_the_script_alone() {
    served().await.serves_the_script_alone().await;
}

#[tokio::test]
async fn a_route_that_asks_for_a_session_is_misconfigured_and_no_cookie_is_touched() {
    let site = Site::new();
    let passwordless = passwordless(&site);
    for path in ["/session", "/perhaps", "/fresh", "/recovery"] {
        let request = Request::get(path).header(COOKIE, "passwordless=anything");
        let answer = app(&passwordless).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(answer.headers().get("set-cookie").is_none(), "{path}");
    }
    // Not even one that the application sealed before, or that a test opens.
    let request = Request::get("/session").signed_in_as(&passwordless, "alice");
    let answer = app(&passwordless).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_key_beside_no_sessions_is_not_used() {
    let site = Site::new();
    let builder = Passwordless::builder(site.client.clone(), [ORIGIN]).store(Arc::clone(&site.store));
    let passwordless = builder.key(SessionKey::generate().unwrap()).without_sessions().build().unwrap();
    let request = Request::get("/session").signed_in_as(&passwordless, "alice");
    let answer = app(&passwordless).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn what_needs_sessions_or_their_key_is_refused_with_the_fix() {
    let site = Site::new();
    let builder = || {
        Passwordless::builder(site.client.clone(), [ORIGIN]).store(Arc::clone(&site.store)).without_sessions()
    };
    let refused = |builder: PasswordlessBuilder| {
        let error = builder.build().unwrap_err();
        assert_eq!(error.setting(), "accounts");
        error.to_string()
    };
    let links = || MagicLinks::new(format!("{ORIGIN}/recover"), Nobody);
    for said in [refused(builder().newcomers(Nobody)), refused(builder().magic_links(links()))] {
        assert!(said.contains("PasswordlessBuilder::key") && said.contains("own_session"), "{said}");
    }
    assert!(refused(builder().on_sign_in(async |_| Ok(()))).contains("leave on_sign_in"));
    assert!(builder().users(Nobody).build().is_ok());
    // Routes that are not there seal nothing.
    assert!(builder().newcomers(Nobody).magic_links(links()).without_routes().build().is_ok());
}

#[tokio::test]
async fn tests_need_no_service() {
    let site = Site::new();
    let passwordless = passwordless(&site);
    let status = async |request: request::Builder| {
        let request = request.body(Body::empty()).unwrap();
        app(&passwordless).oneshot(request).await.unwrap().status()
    };
    let post = |path: &str| Request::post(path.to_owned());

    assert_eq!(status(post("/login").with_passkey_of(&passwordless, "alice")).await, StatusCode::OK);
    assert_eq!(status(post("/close").confirmed_by::<StepUp>(&passwordless, "alice")).await, StatusCode::OK);
    assert_eq!(status(post("/added").registered_by(&passwordless, "alice")).await, StatusCode::OK);
    assert_eq!(status(post("/pay").confirmed_by::<Pay>(&passwordless, "alice")).await, StatusCode::OK);

    let forbidden = StatusCode::FORBIDDEN;
    assert_eq!(status(post("/close").confirmed_by::<StepUp>(&passwordless, "bob")).await, forbidden);
    assert_eq!(status(post("/close").with_passkey_of(&passwordless, "alice")).await, forbidden);
    assert_eq!(status(post("/pay").confirmed_by::<StepUp>(&passwordless, "alice")).await, forbidden);
    assert_eq!(status(post("/login").confirmed_by::<StepUp>(&passwordless, "alice")).await, forbidden);
    assert_eq!(status(post("/login").registered_by(&passwordless, "alice")).await, forbidden);
}

#[tokio::test]
async fn a_purpose_that_confirms_nothing_is_misconfigured() {
    let site = Site::new();
    let passwordless = passwordless(&site);
    let request = Request::post("/nothing").with_passkey_of(&passwordless, "alice").body(Body::empty());
    let answer = app(&passwordless).oneshot(request.unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_layer_that_accepts_tokens_takes_no_confirmation_for_a_sign_in() {
    let site = Site::new();
    let passwordless = passwordless(&site);
    let app = Router::new()
        .route("/close", post(close))
        .layer(passwordless.require().accept_tokens())
        .with_state(passwordless.clone());
    let token = site.browser("alice").await.sign_in_for("step-up").await.unwrap();
    let request = Request::post("/close").header("authorization", format!("Bearer {token}"));
    let answer = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

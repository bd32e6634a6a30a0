//! The extractors of axum, alone and under layers.

use axum::{
    Router,
    body::Body,
    routing::{MethodRouter, get},
};
use http::Request;
use http_body_util::BodyExt;
use passwordless_tower::{
    Passwordless,
    axum::{Fresh, Session, VerifiedUser},
};
use tower::ServiceExt;

use super::{
    run::{Answer, Application, run},
    world::{ORIGIN, StepUp, World},
};

async fn session(session: Session) -> String {
    session.user_id().to_owned()
}

async fn maybe(session: Option<Session>) -> String {
    session.map_or_else(|| "nobody".to_owned(), |session| session.user_id().to_owned())
}

async fn fresh(session: Fresh<StepUp>) -> String {
    session.user_id().to_owned()
}

async fn token(user: VerifiedUser) -> String {
    user.user_id().to_owned()
}

/// The same token for two extractors of one handler.
async fn token_twice(user: VerifiedUser, again: VerifiedUser) -> String {
    assert_eq!(user.token_id(), again.token_id());
    user.user_id().to_owned()
}

fn routes(token: MethodRouter<Passwordless>) -> Router<Passwordless> {
    Router::new()
        .route("/session", get(session).post(session))
        .route("/maybe", get(maybe).post(maybe))
        .route("/fresh", get(fresh).post(fresh))
        .route("/token", token)
}

impl Application for Router {
    async fn ask(&self, method: &str, path: &str, headers: &[(&str, String)]) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let response = self.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let headers = response.headers().iter();
        Answer {
            status: response.status().as_u16(),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().into()).unwrap(),
        }
    }
}

pub(crate) fn passwordless(world: &World) -> Passwordless {
    let builder = Passwordless::builder(world.client.clone(), [ORIGIN]);
    builder.key(world.key.clone()).store(world.store.clone()).sign_in_page("/sign-in").build().unwrap()
}

#[tokio::test]
async fn extractors_without_a_layer() {
    let world = World::new().await;
    run(&world, &routes(get(token).post(token)).with_state(passwordless(&world))).await;
}

#[tokio::test]
async fn extractors_reuse_what_a_layer_found() {
    let world = World::new().await;
    let passwordless = passwordless(&world);
    let router = routes(get(token_twice).post(token_twice)).layer(passwordless.identify());
    run(&world, &router.with_state(passwordless)).await;
}

#[tokio::test]
async fn two_layers_do_no_more_than_one() {
    let world = World::new().await;
    let passwordless = passwordless(&world);
    let token = get(token_twice).post(token_twice).layer(passwordless.require().accept_tokens());
    let router = routes(token).layer(passwordless.identify()).layer(passwordless.identify());
    run(&world, &router.with_state(passwordless)).await;
}

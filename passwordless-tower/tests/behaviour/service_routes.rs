//! Layers around a plain service that reads what they found.

use std::{convert::Infallible, time::SystemTime};

use axum::Router;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use passwordless::{Fresh, Rejection};
use passwordless_tower::Identified;
use tower::service_fn;

use super::{
    axum_routes::passwordless,
    run::run,
    world::{StepUp, World},
};

fn answer(text: impl Into<Bytes>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(Response::new(Full::new(text.into())))
}

fn refuse(rejection: Rejection) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::builder().status(rejection.status());
    for (name, value) in rejection.headers() {
        response = response.header(name, value.as_ref());
    }
    let response = response.header("content-type", Rejection::MEDIA_TYPE);
    Ok(response.body(Full::new(rejection.body().into_owned().into())).unwrap())
}

/// What a layer that requires lets through.
async fn user<B>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let found = request.extensions().get::<Identified>().unwrap();
    answer(found.user_id().unwrap().to_owned())
}

async fn maybe<B>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let found = request.extensions().get::<Identified>().unwrap();
    match found.session() {
        Ok(session) => answer(session.user_id().to_owned()),
        Err(rejection) if rejection == Rejection::missing() => answer("nobody"),
        Err(rejection) => refuse(rejection),
    }
}

async fn fresh<B>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let session = request.extensions().get::<Identified>().unwrap().session().unwrap().clone();
    match Fresh::<StepUp>::new(session, SystemTime::now()) {
        Ok(session) => answer(session.user_id().to_owned()),
        Err(rejection) => refuse(rejection),
    }
}

async fn token<B>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let found = request.extensions().get::<Identified>().unwrap();
    match found.verified_user() {
        Ok(user) => answer(user.user_id().to_owned()),
        Err(rejection) => refuse(rejection),
    }
}

#[tokio::test]
async fn layers_around_a_service() {
    let world = World::new().await;
    let passwordless = passwordless(&world);
    let (identify, require) = (passwordless.identify(), passwordless.require());
    let router = Router::new()
        .route_service(
            "/session",
            tower::ServiceBuilder::new().layer(require.clone()).service(service_fn(user)),
        )
        .route_service("/maybe", tower::ServiceBuilder::new().layer(identify).service(service_fn(maybe)))
        .route_service(
            "/fresh",
            tower::ServiceBuilder::new().layer(require.clone()).service(service_fn(fresh)),
        )
        .route_service(
            "/token",
            tower::ServiceBuilder::new().layer(require.accept_tokens()).service(service_fn(token)),
        );
    run(&world, &router).await;
}

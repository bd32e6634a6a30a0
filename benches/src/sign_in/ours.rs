use std::time::SystemTime;

use axum::{Json, Router, extract::State, response::IntoResponse, routing::post};
use http::{StatusCode, header::SET_COOKIE};
use passwordless::{
    ApiSecret, Client, Policy, Rejection, SessionKey, SingleProcess, Token, accounts::RateLimits,
    api::TokenKind, gate::Gate,
};
use passwordless_tower::Passwordless;

use super::{
    ORIGIN,
    route::{Posted, Route, SignedIn},
    service::Service,
};
use crate::Outcome;

fn client(service: &Service) -> Outcome<Client> {
    Ok(Client::builder(ApiSecret::new(service.secret.as_str())?).url(service.url.as_str()).build()?)
}

/// The client alone, with no rules: what it adds to plain reqwest.
pub(super) fn verified_only(service: &Service) -> Outcome<Route> {
    async fn sign_in(
        State(client): State<Client>,
        Json(posted): Json<Posted>,
    ) -> Result<Json<SignedIn>, StatusCode> {
        let token = Token::try_from(posted.token).map_err(|_| StatusCode::UNAUTHORIZED)?;
        let user = client.verify(&token).await.map_err(|_| StatusCode::UNAUTHORIZED)?;
        Ok(Json(SignedIn { user_id: user.user_id().to_owned() }))
    }
    let router = Router::new().route("/sign-in", post(sign_in)).with_state(client(service)?);
    Ok(Route { name: "ours, the client alone", router })
}

/// Policy, store and session in a handler of the application's own.
pub(super) fn through_the_gate(service: &Service) -> Outcome<Route> {
    async fn sign_in(
        State((client, gate)): State<(Client, Gate)>,
        Json(posted): Json<Posted>,
    ) -> Result<impl IntoResponse, StatusCode> {
        let token = Token::try_from(posted.token).map_err(|_| StatusCode::UNAUTHORIZED)?;
        let user = client.verify(&token).await.map_err(|_| StatusCode::UNAUTHORIZED)?;
        let now = SystemTime::now();
        let session = gate.sign_in(&user, TokenKind::PasskeySignin, None, now).await.map_err(refused)?;
        let cookie = gate.set_cookie(&session, now).map_err(refused)?;
        Ok(([(SET_COOKIE, cookie)], Json(SignedIn { user_id: session.user_id().to_owned() })))
    }
    let gate = Gate::new(Policy::new([ORIGIN])?, SessionKey::generate()?, SingleProcess::new())?;
    let router = Router::new().route("/sign-in", post(sign_in)).with_state((client(service)?, gate));
    Ok(Route { name: "ours, client and gate in a handler", router })
}

fn refused(rejection: Rejection) -> StatusCode {
    StatusCode::from_u16(rejection.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The account's own route: the recommended stack around the client, and every check that there is.
pub(super) fn through_the_account(service: &Service) -> Outcome<Route> {
    let builder = Passwordless::builder(client(service)?, [ORIGIN]).key(SessionKey::generate()?);
    // One user signs in all the time.
    let passwordless = builder.store(SingleProcess::new()).rate_limits(RateLimits::none()).build()?;
    Ok(Route { name: "ours, the account's route", router: passwordless.routes() })
}

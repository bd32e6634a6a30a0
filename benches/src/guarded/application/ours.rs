use std::time::SystemTime;

use axum::{Router, routing::get};
use http::{HeaderValue, StatusCode, header::COOKIE};
use passwordless::{ApiSecret, Client, SessionKey, SingleProcess};
use passwordless_tower::{Passwordless, axum::Session};

use super::super::{USER_ID, contender::SignedIn, site::Served};
use crate::Outcome;

async fn me(session: Session) -> String {
    session.user_id().to_owned()
}

/// The handler's argument is the whole guard.
pub(in super::super) fn ours_as_extractor() -> Outcome<SignedIn> {
    let passwordless = passwordless()?;
    signed_in(&passwordless, Router::new().route("/me", get(me)))
}

/// The handler refuses by itself, with a status and no words: as the one with the private jar does.
pub(in super::super) fn ours_bare() -> Outcome<SignedIn> {
    async fn me(session: Option<Session>) -> Result<String, StatusCode> {
        session.map(|session| session.user_id().to_owned()).ok_or(StatusCode::UNAUTHORIZED)
    }
    let passwordless = passwordless()?;
    signed_in(&passwordless, Router::new().route("/me", get(me)))
}

/// A layer refuses, and the handler's argument reads what the layer found.
pub(in super::super) fn ours_as_layer() -> Outcome<SignedIn> {
    let passwordless = passwordless()?;
    let router = Router::new().route("/me", get(me)).route_layer(passwordless.require());
    signed_in(&passwordless, router)
}

/// A layer over everything finds out, and the handler's argument refuses.
pub(in super::super) fn ours_identified() -> Outcome<SignedIn> {
    let passwordless = passwordless()?;
    let router = Router::new().route("/me", get(me)).layer(passwordless.identify());
    signed_in(&passwordless, router)
}

fn passwordless() -> Outcome<Passwordless> {
    // Nobody is asked: a request that is signed in never is a call of the service.
    let secret = ApiSecret::new("bench:secret:00000000000000000000000000000000")?;
    let client = Client::builder(secret).url("http://localhost:1").build()?;
    let builder = Passwordless::builder(client, ["http://localhost:4000"]).key(SessionKey::generate()?);
    Ok(builder.store(SingleProcess::new()).build()?)
}

fn signed_in(passwordless: &Passwordless, router: Router<Passwordless>) -> Outcome<SignedIn> {
    let (gate, now) = (passwordless.gate(), SystemTime::now());
    let session = gate.signed_in_as(USER_ID, now)?;
    let set = gate.set_cookie(&session, now)?;
    let cookie = HeaderValue::from_str(set.split(';').next().unwrap_or_default())?;
    let router: Router = router.with_state(passwordless.clone());
    Ok(SignedIn { site: Box::new(Served(router)), credential: (COOKIE, cookie) })
}

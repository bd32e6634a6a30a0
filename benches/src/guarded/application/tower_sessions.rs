use axum::{Router, routing::get};
use http::{Request, StatusCode, header::COOKIE};
use tower_sessions::{
    Expiry, MemoryStore, Session, SessionManagerLayer, cookie::time::Duration, session::Error,
};

use super::{
    super::{
        DAY, USER_ID,
        contender::{SignedIn, block_on},
        site::{Served, Site as _},
    },
    cookies,
};
use crate::Outcome;

const KEY: &str = "user_id";

fn unavailable(_: Error) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}

async fn sign_in(session: Session) -> Result<(), StatusCode> {
    session.insert(KEY, USER_ID).await.map_err(unavailable)
}

async fn me(session: Session) -> Result<String, StatusCode> {
    session.get(KEY).await.map_err(unavailable)?.ok_or(StatusCode::UNAUTHORIZED)
}

/// As its README has it.
pub(in super::super) fn tower_sessions() -> Outcome<SignedIn> {
    let expiry = Expiry::OnInactivity(Duration::seconds(DAY.cast_signed()));
    let layer = SessionManagerLayer::new(MemoryStore::default()).with_expiry(expiry);
    let router: Router = Router::new().route("/sign-in", get(sign_in)).route("/me", get(me)).layer(layer);
    let mut site = Served(router);
    let answer = block_on(site.answer(Request::get("/sign-in").body(Default::default())?))??;
    let cookie = cookies::sent_back(answer.headers())?;
    Ok(SignedIn { site: Box::new(site), credential: (COOKIE, cookie) })
}

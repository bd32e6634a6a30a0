use axum::{Router, routing::get};
use http::{HeaderValue, header::COOKIE};

use super::super::{USER_ID, contender::SignedIn, site::Served};
use crate::Outcome;

/// The router alone, which answers anybody. It is sent a cookie as long as ours, because a browser would.
pub(in super::super) fn unguarded() -> Outcome<SignedIn> {
    let router = Router::new().route("/me", get(async || USER_ID.to_owned()));
    Ok(SignedIn { site: Box::new(Served(router)), credential: (COOKIE, some_cookie()?) })
}

pub(super) fn some_cookie() -> Outcome<HeaderValue> {
    Ok(HeaderValue::from_str(&format!("session={}", "x".repeat(250)))?)
}

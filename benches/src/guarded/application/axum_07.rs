//! Those that speak axum 0.7 only, beside a router of that version.

use aws_lc_rs::hmac;
use axum_07::{Router, http::StatusCode, routing::get};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{
    HeaderValue,
    header::{AUTHORIZATION, COOKIE},
};
use jwt_authorizer::{Authorizer, IntoLayer as _, JwtAuthorizer, JwtClaims, RegisteredClaims};
use serde_json::json;

use super::{
    super::{
        DAY, USER_ID,
        contender::{SignedIn, block_on},
        site::Served,
    },
    expiring, unguarded,
};
use crate::Outcome;

const SECRET: &str = "thirty-two bytes of a secret key";

async fn me(JwtClaims(claims): JwtClaims<RegisteredClaims>) -> Result<String, StatusCode> {
    claims.sub.ok_or(StatusCode::UNAUTHORIZED)
}

/// As its README has it, with the cheapest of its algorithms.
pub(in super::super) fn jwt_authorizer() -> Outcome<SignedIn> {
    let authorizer: Authorizer = block_on(JwtAuthorizer::from_secret(SECRET).build())??;
    let router: Router = Router::new().route("/me", get(me)).layer(authorizer.into_layer());
    let token = HeaderValue::from_str(&format!("Bearer {}", token()))?;
    Ok(SignedIn { site: Box::new(Served(router)), credential: (AUTHORIZATION, token) })
}

pub(in super::super) fn unguarded_07() -> Outcome<SignedIn> {
    let router: Router = Router::new().route("/me", get(|| async { USER_ID.to_owned() }));
    Ok(SignedIn { site: Box::new(Served(router)), credential: (COOKIE, unguarded::some_cookie()?) })
}

fn token() -> String {
    let encode = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = encode(json!({ "alg": "HS256", "typ": "JWT" }));
    let claims = encode(json!({ "sub": USER_ID, "exp": expiring::now() + DAY }));
    let signed = format!("{head}.{claims}");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

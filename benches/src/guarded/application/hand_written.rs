//! As little as somebody who needs nothing else would write: one cookie, one key, one time, one user id.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    sync::Arc,
    task::{Context, Poll},
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, RandomizedNonceKey, UnboundKey};
use axum::{
    Extension, Router,
    response::{IntoResponse as _, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::Either;
use http::{HeaderMap, HeaderValue, Request, StatusCode, header::COOKIE};
use tower::Service;
use tower_layer::layer_fn;

use super::{
    super::{contender::SignedIn, site::Served},
    expiring,
};
use crate::Outcome;

const NAME: &str = "session";

#[derive(Clone)]
struct UserId(Arc<str>);

async fn me(Extension(UserId(user_id)): Extension<UserId>) -> String {
    user_id.as_ref().to_owned()
}

pub(in super::super) fn hand_written() -> Outcome<SignedIn> {
    let secret = [7; 32];
    let key = Arc::new(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret)?));
    let guard = layer_fn(move |inner| Guard { inner, key: Arc::clone(&key) });
    let router: Router = Router::new().route("/me", get(me)).route_layer(guard);
    Ok(SignedIn { site: Box::new(Served(router)), credential: (COOKIE, sealed(&secret)?) })
}

/// The nonce, the text, the tag: in base64url, as the value of a cookie.
fn sealed(secret: &[u8]) -> Outcome<HeaderValue> {
    let mut text = expiring::write().into_bytes();
    let key = RandomizedNonceKey::new(&AES_256_GCM, secret)?;
    let nonce = key.seal_in_place_append_tag(Aad::from(NAME), &mut text)?;
    let value = URL_SAFE_NO_PAD.encode([&nonce.as_ref()[..], &text].concat());
    Ok(HeaderValue::from_str(&format!("{NAME}={value}"))?)
}

#[derive(Clone)]
struct Guard<S> {
    inner: S,
    key: Arc<LessSafeKey>,
}

impl<S, B> Service<Request<B>> for Guard<S>
where
    S: Service<Request<B>, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<S::Future, Ready<Result<Response, Infallible>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        match open(&self.key, request.headers()) {
            Some(user_id) => {
                request.extensions_mut().insert(user_id);
                Either::Left(self.inner.call(request))
            }
            None => Either::Right(ready(Ok(StatusCode::UNAUTHORIZED.into_response()))),
        }
    }
}

fn open(key: &LessSafeKey, headers: &HeaderMap) -> Option<UserId> {
    let mut pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let value = pairs.find_map(|pairs| {
        pairs.split(';').find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
    })?;
    let mut bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
    let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let text = key.open_in_place(nonce, Aad::from(NAME), sealed).ok()?;
    expiring::read(str::from_utf8(text).ok()?).map(|user_id| UserId(user_id.into()))
}

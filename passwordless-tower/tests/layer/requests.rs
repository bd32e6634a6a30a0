//! Requests and their answers, for services whose bodies are text.

use std::{convert::Infallible, time::SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use passwordless::Session;
use passwordless_tower::{Identified, Passwordless};

pub(crate) type Inner = Result<Response<Full<Bytes>>, Infallible>;

pub(crate) fn request() -> http::request::Builder {
    Request::get("/me")
}

pub(crate) fn with(name: &str, value: &str) -> Request<String> {
    request().header(name, value).body(String::new()).unwrap()
}

pub(crate) fn with_token(token: &str) -> Request<String> {
    with("authorization", &format!("Bearer {token}"))
}

/// The cookie of a session that began then.
pub(crate) fn cookie_since(passwordless: &Passwordless, then: SystemTime) -> String {
    let session = passwordless.gate().signed_in_as("alice", then).unwrap();
    crate::site::cookie(&passwordless.gate().set_cookie(&session, then).unwrap())
}

/// Answers with whom the layer found, or with the code of the rejection.
pub(crate) async fn greet<B>(request: Request<B>) -> Inner {
    let found = request.extensions().get::<Identified>().unwrap();
    let text = found.user_id().map_or_else(|rejection| rejection.code().to_owned(), str::to_owned);
    Ok(Response::new(Full::new(text.into())))
}

pub(crate) fn session<B>(request: &Request<B>) -> Session {
    request.extensions().get::<Identified>().unwrap().session().unwrap().clone()
}

/// The status and the body.
pub(crate) async fn told<B>(response: Response<B>) -> (u16, String)
where
    B: http_body::Body<Data = Bytes>,
    B::Error: std::fmt::Debug,
{
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.into()).unwrap())
}

/// The status and the stable code.
pub(crate) async fn code<B>(response: Response<B>) -> (u16, String)
where
    B: http_body::Body<Data = Bytes>,
    B::Error: std::fmt::Debug,
{
    let (status, body) = told(response).await;
    let body: serde_json::Value = serde_json::from_str(&body).unwrap_or(body.into());
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

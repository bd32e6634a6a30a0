//! A small application of axum: pages for everybody, for who is signed in, and a route to sign in.
//!
//! `API_SECRET` and `API_URL` say where the service is (the emulator will do), `SECRET_KEY` seals the sessions.

use std::{error::Error, time::SystemTime};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse},
    routing::{get, post},
};
use passwordless::{Client, Rejection, SessionKey, SingleProcess, Token, TokenKind};
use passwordless_tower::{Passwordless, axum::Session};
use tokio::net::TcpListener;

async fn home(session: Option<Session>) -> String {
    session.map_or_else(|| "Hello!".to_owned(), |session| format!("Hello {}!", session.user_id()))
}

async fn me(session: Session) -> String {
    session.user_id().to_owned()
}

/// Takes the token that a ceremony left in the browser, and opens a session.
async fn sign_in(
    State(passwordless): State<Passwordless>,
    over: Option<Session>,
    headers: HeaderMap,
    token: String,
) -> Result<impl IntoResponse, Refusal> {
    let (gate, now) = (passwordless.gate(), SystemTime::now());
    let mut request = gate.request("POST");
    headers.get_all("origin").iter().for_each(|value| request.origin(value.as_bytes()));
    headers.get_all("sec-fetch-site").iter().for_each(|value| request.fetch_site(value.as_bytes()));
    gate.check_same_origin(&request)?;

    let token = Token::new(token).map_err(|_| Rejection::invalid())?;
    let user = passwordless.client().verify(&token).await.map_err(Rejection::from)?;
    let over = over.as_deref();
    let session = gate.sign_in(&user, TokenKind::PasskeySignin, over, SystemTime::now()).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, gate.set_cookie(&session, now)?)])))
}

async fn sign_out(
    State(passwordless): State<Passwordless>,
    session: Session,
) -> Result<impl IntoResponse, Refusal> {
    let gate = passwordless.gate();
    gate.sign_out(&session, SystemTime::now()).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, gate.remove_cookie())])))
}

/// A refusal of our own routes.
struct Refusal(Rejection);

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> axum::response::Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = self.0.headers().map(|(name, value)| (name, value.into_owned()));
        let kind = [("content-type", Rejection::MEDIA_TYPE)];
        (status, kind, AppendHeaders(headers.collect::<Vec<_>>()), self.0.body()).into_response()
    }
}

pub(crate) fn app(passwordless: Passwordless) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/me", get(me))
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .layer(passwordless.identify())
        .with_state(passwordless)
}

#[allow(dead_code)] // the tests bring a listener of their own
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let passwordless = Passwordless::builder(Client::from_env()?, ["http://localhost:4000"])
        .key(SessionKey::from_env("SECRET_KEY")?)
        .store(SingleProcess::new())
        .build()?;
    let listener = TcpListener::bind("127.0.0.1:4000").await?;
    Ok(axum::serve(listener, app(passwordless)).await?)
}

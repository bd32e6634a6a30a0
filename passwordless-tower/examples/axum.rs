//! A small application of axum: pages for everybody and for who is signed in, and the routes of the account.
//!
//! What a user writes for sign-in stands between the marks, and is counted by a test.
//!
//! `API_SECRET` and `API_URL` say where the service is (the emulator will do), `SECRET_KEY` seals the sessions.

use std::{
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    extract::{FromRef, State},
    http::StatusCode,
    routing::{get, post},
};
use passwordless::{
    Client, Rejection, SessionKey, SingleProcess, StepUp,
    accounts::{KnownUser, Newcomer, Newcomers, Users},
};
use passwordless_tower::{
    Passwordless,
    axum::{Fresh, Session},
};
use tokio::net::TcpListener;

/// The names of the users, by their ids. In production, use your database.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<Mutex<HashMap<String, String>>>);

impl Names {
    fn get(&self, user_id: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(user_id).cloned()
    }
}

impl Users for Names {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok(self.get(user_id).map(KnownUser::named))
    }
}

impl Newcomers for Names {
    /// A unique insert: the first who asks for a name gets it.
    async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.values().any(|name| name.to_lowercase() == newcomer.alias()) {
            return Err(Rejection::name_taken());
        }
        names.insert(newcomer.user_id().to_owned(), newcomer.name().to_owned());
        Ok(())
    }
}

#[derive(Clone, FromRef)]
struct App {
    passwordless: Passwordless,
    names: Names,
}

async fn home(session: Option<Session>) -> &'static str {
    if session.is_some() { "Hello again!" } else { "Hello!" }
}

// [protect]
async fn me(session: Session, State(names): State<Names>) -> String {
    // [end]
    names.get(session.user_id()).unwrap_or_default()
}

// [step-up]
async fn close_account(_: Fresh<StepUp>) -> StatusCode {
    // [end]
    StatusCode::NO_CONTENT
}

pub(crate) fn app(passwordless: Passwordless, names: Names) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/me", get(me))
        .route("/close-account", post(close_account))
        // [routes]
        .nest("/passkeys", passwordless.routes())
        // [layer]
        .layer(passwordless.identify())
        // [state]
        .with_state(App { passwordless, names })
    // [end]
}

#[allow(dead_code)] // the tests bring a listener of their own
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let names = Names::default();
    // [configure]
    let passwordless = Passwordless::builder(Client::from_env()?, ["http://localhost:4000"])
        .key(SessionKey::from_env("SECRET_KEY")?)
        .store(SingleProcess::new())
        .newcomers(names.clone())
        .build()?;
    // [end]
    let listener = TcpListener::bind("127.0.0.1:4000").await?;
    Ok(axum::serve(listener, app(passwordless, names)).await?)
}

//! An application of axum with the account's routes, its service, and one page.

#![allow(clippy::expect_used, reason = "a test may expect")]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    http::StatusCode,
    response::Html,
    routing::{get, post},
};
use passwordless::{
    Client, Rejection, SessionKey, SingleProcess, StepUp,
    accounts::{FormErrors, KnownUser, Newcomer, Newcomers, RateLimits, SignUpForms, Users},
};
use passwordless_emulator::Emulator;
use passwordless_tower::{
    Passwordless,
    axum::{Confirmed, Fresh, Session, VerifiedUser},
};
use serde_json::{Value, json};
use stories::Service;
use tokio::net::TcpListener;

/// It ends with the test's runtime, and its service with it.
pub(crate) struct Application {
    pub(crate) url: String,
    emulator: Emulator,
    passwordless: Passwordless,
    names: Names,
}

impl Application {
    pub(crate) async fn start() -> Self {
        let emulator = Emulator::start().expect("an emulator");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://localhost:{}", listener.local_addr().expect("its address").port());
        let secret = emulator.api_secret().parse().expect("its secret");
        let client = Client::builder(secret).url(emulator.url()).build().expect("a client");
        let names = Names::default();
        let passwordless = passwordless(client, &url, names.clone());
        let app = app(passwordless.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, emulator, passwordless, names }
    }

    /// The cookie of a user who signed in some time ago, as a page takes it.
    pub(crate) fn signed_in_ago(&self, user_id: &str, ago: Duration) -> Value {
        let (gate, then) = (self.passwordless.gate(), SystemTime::now() - ago);
        let session = gate.signed_in_as(user_id, then).expect("a session");
        let cookie = gate.set_cookie(&session, then).expect("its cookie");
        let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
        json!([{ "name": name, "value": value, "url": self.url, "httpOnly": true, "sameSite": "Lax" }])
    }

    /// The service, asked with the secret key.
    pub(crate) fn service(&self) -> Service {
        Service::new(self.emulator.url(), self.emulator.api_secret())
    }

    /// Whether this is a user.
    pub(crate) fn knows(&self, user_id: &str) -> bool {
        self.names.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(user_id)
    }

    /// Loses all users, as an application does that was restarted without its database.
    pub(crate) fn forget_users(&self) {
        self.names.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The script of a page that makes `account`.
    pub(crate) fn make_account(&self) -> String {
        format!(
            "import('/passkeys/passwordless.js').then(script => {{
                Object.assign(globalThis, script);
                globalThis.account = new Account({{ apiUrl: '{url}', apiKey: '{key}' }});
                globalThis.passkeys = new Passwordless({{ apiUrl: '{url}', apiKey: '{key}' }});
            }})",
            url = self.emulator.url(),
            key = self.emulator.api_key()
        )
    }
}

/// The names of the users, by their ids.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<HashMap<String, String>>>);

impl Users for Names {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(user_id).map(KnownUser::named))
    }
}

/// Some pages have a form that holds an address, too.
impl SignUpForms for Names {
    type Form = Option<HashMap<String, String>>;

    async fn check(&self, _name: &str, form: &Self::Form) -> Result<(), FormErrors> {
        let mut errors = FormErrors::new();
        if form.as_ref().is_some_and(|form| !form.get("email").is_some_and(|email| email.contains('@'))) {
            errors.add("email", "That is no e-mail address.");
        }
        errors.into_result()
    }
}

impl Newcomers for Names {
    async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.values().any(|name| name.to_lowercase() == newcomer.alias()) {
            return Err(Rejection::name_taken());
        }
        names.insert(newcomer.user_id().to_owned(), newcomer.name().to_owned());
        Ok(())
    }
}

fn passwordless(client: Client, origin: &str, names: Names) -> Passwordless {
    Passwordless::builder(client, [origin])
        .key(SessionKey::generate().expect("a key"))
        .store(SingleProcess::new())
        .newcomers(names.clone())
        .sign_up_forms(names)
        // One person does here in seconds what many do in a day.
        .rate_limits(RateLimits::none())
        .build()
        .expect("a configuration")
}

/// A route of an application that has a session of its own.
async fn own_sign_in(user: VerifiedUser, body: String) -> ([(&'static str, &'static str); 1], String) {
    let body: Value = serde_json::from_str(&body).unwrap_or_default();
    let told = json!({ "userId": user.user_id(), "body": body });
    ([("content-type", "application/json")], told.to_string())
}

fn app(passwordless: Passwordless) -> Router {
    let page = Html("<!doctype html><title>A story</title><link rel=icon href='data:,'><p>Hello");
    Router::new()
        .route("/", get(move || async move { page }))
        .route("/me", get(async |session: Session| session.user_id().to_owned()))
        .route("/close-account", post(async |_: Fresh<StepUp>| StatusCode::NO_CONTENT))
        .route("/own/sign-in", post(own_sign_in))
        .route("/own/confirm", post(async |_: Confirmed<StepUp>| StatusCode::NO_CONTENT))
        .route("/own/page", post(async || Html("<!doctype html><p>Log in to the network")))
        .nest("/passkeys", passwordless.routes())
        .with_state(passwordless)
}

//! A whole ceremony over a real connection, where cookies come in headers and HEAD is HEAD.

use std::{collections::HashMap, sync::Mutex};

use passwordless::{
    Rejection, StepUp,
    accounts::{KnownUser, Newcomer, Newcomers, Users},
};
use passwordless_rocket::{Fresh, MaybeSession, PasswordlessFairing, Session};
use reqwest::Method;
use rocket::{Shutdown, get, http::Status, post, routes};
use serde_json::{Value, json};
use tracing::subscriber::set_default;

use crate::{
    log::Log,
    serve::{on_a_free_port, serve},
    site::{ORIGIN, Site},
    visitor::Visitor,
};

#[get("/")]
fn home(session: MaybeSession) -> &'static str {
    if session.is_some() { "Hello again!" } else { "Hello!" }
}

#[get("/me")]
fn me(session: Session) -> String {
    session.user_id().to_owned()
}

#[post("/close-account")]
fn close_account(_session: Fresh<StepUp>) -> Status {
    Status::NoContent
}

/// The application on a free port.
async fn start(fairing: PasswordlessFairing) -> (Visitor, Shutdown) {
    let rocket = on_a_free_port().attach(fairing).mount("/", routes![home, me, close_account]);
    let (url, shutdown) = serve(rocket).await;
    (Visitor::new(url), shutdown)
}

/// The names of the users, by their ids.
#[derive(Default)]
struct Names(Mutex<HashMap<String, String>>);

impl Users for Names {
    async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        Ok(self.0.lock().unwrap().get(user_id).map(KnownUser::named))
    }
}

impl Newcomers for Names {
    async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
        let mut names = self.0.lock().unwrap();
        if names.values().any(|name| name.to_lowercase() == newcomer.alias()) {
            return Err(Rejection::name_taken());
        }
        names.insert(newcomer.user_id().to_owned(), newcomer.name().to_owned());
        Ok(())
    }
}

#[tokio::test]
async fn a_person_registers_is_known_steps_up_signs_out_and_in_again() {
    let (log, _lines) = Log::new();
    let _here = set_default(log.subscriber());
    let site = Site::new();
    let browser = site.emulator.browser(ORIGIN);
    let (mut app, shutdown) = start(site.fairing().newcomers(Names::default())).await;
    assert_eq!(app.get("/").await, (200, "Hello!".to_owned()));
    assert_eq!(app.get("/me").await.0, 401);

    let (status, begun) = app.post("/passkeys/register", json!({ "name": "Alice" })).await;
    assert_eq!(status, 200, "{begun}");
    let registered = browser.register(begun["token"].as_str().unwrap()).await.unwrap();
    let (status, done) = app.post("/passkeys/register/complete", json!({ "token": registered })).await;
    assert_eq!(status, 201, "{done}");
    assert_eq!(app.get("/me").await, (200, done["userId"].as_str().unwrap().to_owned()));
    assert_eq!(app.get("/").await.1, "Hello again!");
    assert_eq!(app.send(Method::HEAD, "/me", ORIGIN, None).await.status(), 200);

    // Signed in is not enough for everything.
    assert_eq!(app.post("/close-account", json!({})).await.1["code"], "step_up_required");
    let confirming = browser.purpose("step-up");
    let confirmed = confirming.sign_in().await.unwrap();
    let (status, answer) = app.post("/passkeys/step-up/step-up", json!({ "token": confirmed })).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(app.post("/close-account", json!({})).await.0, 204);

    let kept = app.cookies.clone();
    assert_eq!(app.post("/passkeys/sign-out", json!({})).await.0, 204);
    assert_eq!(app.get("/me").await.0, 401);
    // Not only in the browser: a copy of the cookie is worth nothing, and is taken away.
    app.cookies = kept.clone();
    assert_eq!(app.get("/me").await.0, 401);
    assert!(app.cookies.is_empty());

    let token = confirming.purpose("sign-in").sign_in().await.unwrap();
    assert_eq!(app.post("/passkeys/sign-in", json!({ "token": token })).await.0, 200);
    assert_eq!(app.get("/me").await.0, 200);
    let (status, passkeys) = app.get("/passkeys/passkeys").await;
    let passkeys: Value = serde_json::from_str(&passkeys).unwrap();
    assert_eq!((status, passkeys["passkeys"].as_array().unwrap().len()), (200, 1));

    // The same token again, and another newcomer of the same name.
    let again = app.post("/passkeys/sign-in", json!({ "token": token })).await;
    assert_eq!((again.0, again.1["code"].as_str()), (401, Some("token_already_used")));

    let text = log.text();
    assert!(text.contains("signed in"), "{text}");
    for secret in [registered, confirmed, token]
        .iter()
        .chain(kept.values())
        .chain([&site.emulator.api_secret().to_owned()])
    {
        assert!(!text.contains(secret.as_str()), "{text}");
    }
    shutdown.notify();
}

//! As an attacker: each of these was tried, and each is closed.

mod ended;
mod exchange;
mod guard;
mod hostile;
mod known_passkeys;
mod lasting;
mod redaction;
mod reply;
mod silent_store;

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::*;
use crate::{RejectionKind, SingleProcess, TokenKind, VerifiedUser, api::VerifiedUserWire};

const ORIGIN: &str = "https://app.example";
const MINUTE: Duration = Duration::from_secs(60);

/// The given number of seconds after the store was made.
fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_064_700 + seconds)
}

fn key() -> SessionKey {
    SessionKey::new(&std::array::from_fn::<u8, 32, _>(|n| n as u8)).unwrap()
}

fn gate_over(store: impl Store) -> Gate {
    Gate::new(Policy::new([ORIGIN]).unwrap(), key(), store).unwrap()
}

fn gate() -> Gate {
    gate_over(SingleProcess::started_at(at(0)))
}

/// What the service says of a passkey sign-in of Alice ten seconds after the start, with changes.
fn verified(token_id: &str, changes: Value) -> VerifiedUser {
    let mut user = json!({
        "userId": "alice", "timestamp": jiff(at(10)), "rpId": "app.example", "origin": ORIGIN, "success": true,
        "device": "Chrome, Mac OS X 10", "country": "SE", "nickname": null,
        "credentialId": "5tQx+8nZ/0aKp1Yb3cDfGQ==", "purpose": "sign-in", "expiresAt": jiff(at(130)),
        "tokenId": token_id, "type": "passkey_signin"
    });
    for (name, value) in changes.as_object().unwrap() {
        user[name] = value.clone();
    }
    serde_json::from_value::<VerifiedUserWire>(user).unwrap().vouched().unwrap()
}

fn jiff(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).unwrap().to_string()
}

fn cookie_of(gate: &Gate, session: &Session) -> String {
    let set = gate.set_cookie(session, at(10)).unwrap();
    set.split(';').next().unwrap().to_owned()
}

fn ask<'a>(gate: &'a Gate, method: &str, cookies: &[&'a str], bearers: &[&'a str]) -> Request<'a> {
    let mut request = gate.request(method);
    cookies.iter().for_each(|cookie| request.cookie(cookie.as_bytes()));
    bearers.iter().for_each(|bearer| request.authorization(bearer.as_bytes()));
    request
}

fn is_signed_in(gate: &Gate, session: &Session, now: SystemTime) -> bool {
    let cookie = cookie_of(gate, session);
    match gate.check(&ask(gate, "GET", &[&cookie], &[]), now).unwrap() {
        Visitor::Session(seen) => {
            assert_eq!(seen.id(), session.id());
            true
        }
        Visitor::Nobody { remove_cookie } => {
            assert!(remove_cookie, "an unusable cookie is removed");
            false
        }
        Visitor::Token(_) => unreachable!("no bearer was presented"),
    }
}

async fn sign_in(gate: &Gate, token_id: &str, changes: Value) -> Result<Session, Rejection> {
    let user = verified(token_id, changes);
    gate.sign_in(&user, TokenKind::PasskeySignin, None, at(11)).await
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Rejection>) -> (u16, &'static str) {
    let rejection = outcome.unwrap_err();
    (rejection.status(), rejection.code())
}

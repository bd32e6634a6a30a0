//! From a recorded request to a live one.

use serde_json::{Value, json};

use super::{
    Record,
    arrange::arrange,
    bench::{AGENT, Ask, Bench},
    seed,
};
use crate::{
    clock::Moment,
    encoding,
    token::{RegisterSession, Registration, Session, SigninSession, Verified},
    webauthn::Algorithm,
};

pub(super) enum Plan {
    Ask(Ask),
    /// Why it cannot be asked, or cannot be compared.
    Skip(&'static str),
}

const DERIVED: &str =
    "a scenario's result, not an answer; tests/scenarios.rs, tests/ceremony.rs and tests/refusals.rs play it";
const NOT_RECORDED: &str = "the request was too long to be recorded";

pub(super) fn plan(bench: &Bench, record: &Record) -> Plan {
    let name = record.name.as_str();
    let path = record.request["path"].as_str().unwrap_or_default();
    arrange(bench, record);
    bench.remember_keys();
    match name {
        "users/list-entry"
        | "users/count-shape"
        | "admin/api-keys-shape"
        | "admin/events-shape"
        | "adminRest/create-empty" => return Plan::Skip(DERIVED),
        "raw/device mac-safari" | "raw/device curl" | "raw/device empty" | "raw/device headless" => {
            return Plan::Skip("the unit test of device.rs");
        }
        _ if path.is_empty() => return Plan::Skip(DERIVED),
        "state/alias-from-registration" | "state/alias-after-user-delete" => {
            seed::alias(bench, name, &record.body)
        }
        "credentials/list-get"
        | "credentials/list-after-signin"
        | "credentials/list-backed-up"
        | "attestation/packed-self-list -257" => seed::listed(bench, &record.body),
        _ => {}
    }
    let mut headers = vec![("User-Agent".to_owned(), AGENT.to_owned())];
    if let Some((header, value)) = key(bench, record) {
        headers.push((header.to_owned(), value));
    }
    let mut ask = Ask {
        method: record.request["method"].as_str().unwrap_or("GET").to_owned(),
        path: path.to_owned(),
        headers,
        body: None,
        chunked: false,
    };
    if ask.method == "OPTIONS" || name == "other/cors-simple" {
        ask.headers.push(("Origin".into(), "http://localhost:4000".into()));
    }
    if ask.method == "OPTIONS" {
        ask.headers.push(("Access-Control-Request-Method".into(), "POST".into()));
        if let Some(names) = record.headers.get("access-control-allow-headers") {
            ask.headers.push(("Access-Control-Request-Headers".into(), names.clone()));
        }
        return Plan::Ask(ask);
    }
    if name != "registerToken/no-content-type" && ask.method == "POST" {
        let charset = if name.ends_with("charset-content-type") { "; charset=utf-8" } else { "" };
        ask.headers.push(("Content-Type".into(), format!("application/json{charset}")));
    }
    ask.body = match (name, &record.request["body"]) {
        ("raw/chunked" | "raw/accept-problem" | "raw/repeated-secret", _) => {
            Some(br#"{"token":"verify_AAAA"}"#.to_vec())
        }
        ("raw/invalid-utf8", _) => Some(b"{\"token\":\"\xff\"}".to_vec()),
        ("raw/31-megabytes", _) => Some(vec![b' '; 31_000_000]),
        ("raw/register-complete-no-user-agent", _) => Some(b"{}".to_vec()),
        ("verify/huge", _) => {
            Some(json!({ "token": format!("verify_{}", "A".repeat(100_000)) }).to_string().into())
        }
        ("state/nickname-long", _) => Some(json!({ "nickname": "n".repeat(65) }).to_string().into()),
        (_, Value::String(long)) if long == "<long>" => return Plan::Skip(NOT_RECORDED),
        (_, Value::String(text)) => Some(text.clone().into_bytes()),
        (_, Value::Object(buffer)) if buffer.get("type").is_some_and(|kind| kind == "Buffer") => {
            serde_json::from_value(buffer["data"].clone()).ok()
        }
        (_, body @ Value::Object(_)) => match live(bench, record, body.clone()) {
            Some(body) => Some(body.to_string().into_bytes()),
            None => {
                return Plan::Skip(
                    "the passkey's public key was not recorded; tests/ceremony.rs does all ten",
                );
            }
        },
        _ => None,
    };
    match name {
        "raw/chunked" => ask.chunked = true,
        "raw/accept-problem" => ask.headers.push(("Accept".into(), "application/problem+json".into())),
        "raw/repeated-secret" => ask.headers.push(("ApiSecret".into(), bench.secret())),
        "raw/register-complete-no-user-agent" => ask.headers.retain(|(header, _)| header != "User-Agent"),
        "probes/accept-json" => ask.headers.push(("Accept".into(), "application/json".into())),
        _ => {}
    }
    Plan::Ask(ask)
}

/// The header with the key. Where the record names a header only, the case's name says what was in it.
fn key(bench: &Bench, record: &Record) -> Option<(&'static str, String)> {
    let secret = || Some(("ApiSecret", bench.secret()));
    let public = || Some(("ApiKey", bench.public()));
    let wrong = |key: &str| format!("{}{}", &key[..key.len() - 8], "00000000");
    match record.name.as_str() {
        "keys/empty-secret" => Some(("ApiSecret", String::new())),
        "keys/public-key-as-secret" => Some(("ApiSecret", bench.public())),
        "keys/secret-in-apikey-header" => Some(("ApiKey", bench.secret())),
        "keys/public-in-apikey-header" => public(),
        "keys/register-token-as-secret" => Some(("ApiSecret", "register_abc".into())),
        "keys/unrecognised-secret" => Some(("ApiSecret", "something".into())),
        "keys/unknown-app" => Some(("ApiSecret", format!("other:secret:{}", "0".repeat(32)))),
        "keys/wrong-secret" => Some(("ApiSecret", wrong(&bench.secret()))),
        "keys/trailing-space" => Some(("ApiSecret", format!("{} ", bench.secret()))),
        "keys/public-endpoint-wrong-key" => Some(("ApiKey", wrong(&bench.public()))),
        "raw/register-complete-no-user-agent" => public(),
        "admin/create-wrong-key" => Some(("ManagementKey", "wrong".into())),
        name if name.starts_with("raw/") || name.starts_with("users/") => secret(),
        _ if record.request["key"] == json!(["ApiSecret"]) => secret(),
        _ if record.request["key"] == json!(["ApiKey"]) => public(),
        _ => match record.request["key"].as_str() {
            Some("management") => Some(("ManagementKey", "shared_dev_key".into())),
            Some("secret") => secret(),
            Some("public") => public(),
            _ => None,
        },
    }
}

/// Puts live tokens in the place of those that were cut short.
fn live(bench: &Bench, record: &Record, mut body: Value) -> Option<Value> {
    if let Some(user) = body["userId"].as_str().filter(|_| record.name.starts_with("signinBegin")) {
        for descriptor in record.body["data"]["allowCredentials"].as_array().into_iter().flatten() {
            bench.put(seed::passkey(descriptor["id"].as_str()?, &[0xa0], user));
        }
    }
    let is_cut = |value: &Value| value.as_str().is_some_and(|text| text.ends_with("(more)"));
    for name in ["token", "TOKEN"] {
        if is_cut(&body[name]) || record.name == "registerBegin/upper-prefix" && name == "token" {
            body[name] = json!(token(bench, record, body[name].as_str()?));
        } else if body[name].is_null() && record.request["body"].get(name).is_none() {
            body.as_object_mut()?.remove(name);
        }
    }
    if is_cut(&body["session"]) {
        body["session"] = json!(session(bench, record, &body)?);
    } else if record.request["body"].get("session").is_none() {
        body.as_object_mut()?.remove("session");
    }
    for name in ["userId", "session"] {
        if record.request["body"].get(name).is_none() {
            body.as_object_mut()?.remove(name);
        }
    }
    Some(body)
}

fn token(bench: &Bench, record: &Record, recorded: &str) -> String {
    let now = bench.vault.now();
    let past = now.plus_seconds(-10);
    if recorded.to_ascii_lowercase().starts_with("register_") {
        let mut registration = Registration {
            expires_at: if record.name.ends_with("expired-token") { past } else { now.plus_seconds(120) },
            user_id: "user".into(),
            username: "pat@example.com".into(),
            display_name: None,
            attestation: "none".into(),
            authenticator_type: None,
            discoverable: true,
            user_verification: Some("preferred".into()),
            aliases: Vec::new(),
            alias_hashing: true,
            hints: Some(Vec::new()),
        };
        if let Some(handle) = record.body["data"]["user"]["id"].as_str() {
            registration.user_id = String::from_utf8(encoding::from_url(handle).unwrap()).unwrap();
        }
        match record.name.as_str() {
            "registerBegin/cross-platform-discouraged" => {
                registration.authenticator_type = Some("cross-platform".into());
                registration.user_verification = Some("discouraged".into());
            }
            "registerBegin/hints" => registration.hints = Some(vec!["security-key".into(), "hybrid".into()]),
            "registerBegin/bad-authenticator-type" => {
                registration.authenticator_type = Some("roaming".into())
            }
            _ => {}
        }
        let token = match record.name.as_str() {
            "admin/register-token-of-other-tenant" => seed::seal_elsewhere(&registration),
            _ => bench.seal(&registration),
        };
        return if record.name.ends_with("upper-prefix") {
            token.replace("register_", "REGISTER_")
        } else {
            token
        };
    }
    let expected = &record.body;
    let text = |name: &str| expected[name].as_str().map(str::to_owned);
    let moment = |name: &str| {
        text(name).and_then(|text| text.parse().ok()).map_or(now.plus_seconds(120), Moment::from_timestamp)
    };
    let expired = record.name.ends_with("verify-expired");
    // The recorded tokens have expired by now; the live ones say the same but for their expiry.
    let verified = Verified {
        user_id: text("userId").unwrap_or_default(),
        timestamp: moment("timestamp"),
        rp_id: text("rpId"),
        origin: text("origin"),
        device: text("device"),
        country: text("country"),
        nickname: text("nickname"),
        credential_id: text("credentialId"),
        purpose: text("purpose"),
        expires_at: if expired { past } else { now.plus_seconds(120) },
        token_id: text("tokenId").unwrap_or_default(),
        kind: text("type").unwrap_or_default(),
    };
    let token = bench.seal(&verified);
    match record.name.as_str() {
        "verify/tampered" => {
            let (rest, last) = token.split_at(token.len() - 1);
            format!("{rest}{}", if last == "A" { "B" } else { "A" })
        }
        "verify/whitespace" => format!(" {token}"),
        _ => token,
    }
}

/// A session with the challenge that the client data answers, unless answering another is the case.
fn session(bench: &Bench, record: &Record, body: &Value) -> Option<String> {
    let inner = &body["response"]["response"];
    let client_data = inner["clientDataJson"].as_str().or_else(|| inner["clientDataJSON"].as_str())?;
    let client_data: Value = serde_json::from_slice(&encoding::from_url(client_data)?).ok()?;
    let answered = client_data["challenge"].as_str()?.to_owned();
    let other = record.name.ends_with("wrong-challenge") || record.name.ends_with("challenge-padded");
    let challenge = if other { encoding::url([7; 16]) } else { answered };
    let rp_id = Some("localhost".to_owned());
    // The next case lists what this one registers.
    let listed = record.name == "attestation/packed-self -7";
    let user = if listed { "user-d0ca9497-d406-41c2-8942-956a26aa9370" } else { "user" };
    let registration = || {
        Session::Register(RegisterSession {
            challenge: challenge.clone(),
            rp_id: rp_id.clone(),
            user_id: user.into(),
            user_verification: "preferred".into(),
            aliases: Vec::new(),
            alias_hashing: true,
            attestation: "none".into(),
            algorithms: Algorithm::OFFERED.map(Algorithm::number).to_vec(),
        })
    };
    if record.request["path"] == "/register/complete" {
        return Some(bench.seal(&registration()));
    }
    let id = body["response"]["id"].as_str()?;
    if bench.look(|application| application.credential(&encoding::from_url(id).unwrap()).is_none()) {
        let keys: Value = serde_json::from_str(include_str!("../recorded/public-keys.json")).ok()?;
        bench.put(seed::passkey(id, &encoding::from_url(keys[id].as_str()?)?, "user"));
    }
    if record.name.ends_with("session-of-registration") {
        return Some(bench.seal(&registration()));
    }
    Some(bench.seal(&Session::Signin(SigninSession {
        challenge,
        rp_id,
        allowed: vec![id.to_owned()],
        user_verification: match record.name.as_str() {
            "purposes/uv-required-unverified" => "required".into(),
            _ => "preferred".into(),
        },
        purpose: "sign-in".into(),
    })))
}

//! Damage at every byte: never a panic, always an answer with a JSON body, and never a wrong yes.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use passwordless_emulator::{
    Emulator,
    testing::{Algorithm, Attestation, Passkey},
};
use serde_json::{Value, json};
use support::{Backend, ORIGIN};

/// Every cut of the bytes, and every byte changed in two ways.
fn damaged(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let cuts = (0..bytes.len()).map(|end| bytes[..end].to_vec());
    let changes = (0..bytes.len()).flat_map(|place| {
        [0x01, 0xff].map(|mask| {
            let mut changed = bytes.to_vec();
            changed[place] ^= mask;
            changed
        })
    });
    let longer = std::iter::once([bytes, &[0][..]].concat());
    cuts.chain(changes).chain(longer)
}

fn decoded(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

/// A registered passkey and a sign-in that is ready to be completed.
async fn signed_in(backend: &Backend, algorithm: Algorithm) -> Value {
    let mut passkey = Passkey::new();
    passkey.algorithm(algorithm);
    let token = backend.register_token("u").await;
    let begin = json!({ "token": token, "RPID": "localhost", "Origin": ORIGIN });
    let (_, begun) = backend.post_public("/register/begin", &begin).await;
    let made = passkey.create(&begun["data"], ORIGIN).unwrap();
    let body =
        json!({ "session": begun["session"], "response": made, "RPID": "localhost", "Origin": ORIGIN });
    assert_eq!(backend.post_public("/register/complete", &body).await.0, 200);
    let begin = json!({ "RPID": "localhost", "Origin": ORIGIN });
    let (_, begun) = backend.post_public("/signin/begin", &begin).await;
    let signed = passkey.get(&begun["data"], ORIGIN).unwrap();
    json!({ "session": begun["session"], "response": signed, "RPID": "localhost", "Origin": ORIGIN })
}

#[tokio::test]
async fn no_damaged_sign_in_succeeds() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let good = signed_in(&backend, algorithm).await;
        for member in ["authenticatorData", "clientDataJSON", "signature"] {
            for bytes in damaged(&decoded(&good["response"]["response"][member])) {
                let mut body = good.clone();
                body["response"]["response"][member] = json!(URL_SAFE_NO_PAD.encode(bytes));
                let (status, problem) = backend.post_public("/signin/complete", &body).await;
                assert_eq!(
                    (status, &problem["errorCode"]),
                    (400, &json!("signin_complete_error")),
                    "{member}"
                );
            }
        }
        assert_eq!(backend.post_public("/signin/complete", &good).await.0, 200);
    }
}

#[tokio::test]
async fn no_damaged_registration_is_stored_unless_nothing_depends_on_the_damage() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    for attestation in [Attestation::None, Attestation::PackedSelf] {
        let token = backend.register_token("u").await;
        let begin = json!({ "token": token, "RPID": "localhost", "Origin": ORIGIN });
        let (_, begun) = backend.post_public("/register/begin", &begin).await;
        let mut passkey = Passkey::new();
        passkey.algorithm(Algorithm::Es256).attestation(attestation);
        let made = passkey.create(&begun["data"], ORIGIN).unwrap();
        let good =
            json!({ "session": begun["session"], "response": made, "RPID": "localhost", "Origin": ORIGIN });
        for member in ["attestationObject", "clientDataJSON"] {
            for bytes in damaged(&decoded(&good["response"]["response"][member])) {
                let mut body = good.clone();
                body["response"]["response"][member] = json!(URL_SAFE_NO_PAD.encode(bytes));
                let (status, answer) = backend.post_public("/register/complete", &body).await;
                // Without an attestation nobody signs: another counter, AAGUID, id or crossOrigin is as good.
                if attestation == Attestation::PackedSelf || status != 200 {
                    assert_eq!(
                        (status, &answer["errorCode"]),
                        (400, &json!("fido2_invalid_registration")),
                        "{answer}"
                    );
                }
            }
        }
        if attestation == Attestation::PackedSelf {
            assert_eq!(backend.post_public("/register/complete", &good).await.0, 200);
        }
    }
}

#[tokio::test]
async fn every_damaged_body_has_an_answer_in_json() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let sign_in = signed_in(&backend, Algorithm::Es256).await.to_string();
    let token =
        json!({ "userId": "u", "username": "u", "aliases": ["a"], "hints": [0], "expiresAt": "2099-01-01" });
    for (path, good) in [("/signin/complete", sign_in), ("/register/token", token.to_string())] {
        for bytes in damaged(good.as_bytes()).step_by(if path == "/signin/complete" { 5 } else { 1 }) {
            let request = backend.http.post(backend.path(path)).header("Content-Type", "application/json");
            let request = match path {
                "/signin/complete" => request.header("ApiKey", &backend.public),
                _ => request.header("ApiSecret", &backend.secret),
            };
            let request = request.body(bytes);
            let (status, answer) = backend.send(request).await;
            assert!(matches!(status, 200 | 400 | 409), "{status} {answer}");
            assert!(answer.is_object());
        }
    }
}

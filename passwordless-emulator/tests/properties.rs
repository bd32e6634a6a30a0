//! Damaged requests over HTTP, the same ones in every run: always an answer, always with a JSON body, never a 500.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use passwordless_emulator::{Emulator, testing::Passkey};
use serde_json::{Value, json};
use support::{Backend, ORIGIN};

/// SplitMix64: enough to choose by, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % limit.max(1)
    }

    /// A value that nobody expects.
    fn odd(&mut self) -> Value {
        let odd = [
            Value::Null,
            json!(true),
            json!(-1),
            json!(1e300),
            json!(u64::MAX),
            json!(""),
            json!(" \u{0} \u{ffff}"),
            json!("verify_AAAA"),
            json!("x".repeat(3000)),
            json!([]),
            json!([null, [[]], {}]),
            json!({}),
            json!({ "a": { "b": 1 } }),
        ];
        odd[self.below(odd.len())].clone()
    }

    /// Replaces or removes something within.
    fn damage(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) if !members.is_empty() && self.below(8) != 0 => {
                let name = members.keys().nth(self.below(members.len())).unwrap().clone();
                match self.below(4) {
                    0 => drop(members.remove(&name)),
                    1 => drop(members.insert(name.to_uppercase(), Value::Null)),
                    _ => self.damage(members.get_mut(&name).unwrap()),
                }
            }
            Value::String(text) if !text.is_empty() && self.below(2) == 0 => {
                let end = text.char_indices().nth(self.below(text.chars().count())).unwrap().0;
                text.truncate(end);
            }
            other => *other = self.odd(),
        }
    }
}

#[tokio::test]
async fn every_damaged_request_is_answered_with_json() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let features = json!({ "eventLoggingIsEnabled": true, "allowAttestation": true, "magicLinkEmailMonthlyQuota": 1000 });
    assert_eq!(backend.manage("POST", "/admin/apps/test/features", &features).await.0, 204);
    let token = backend.register_token("u").await;
    let begin = json!({ "token": token, "RPID": "localhost", "Origin": ORIGIN });
    let (_, begun) = backend.post_public("/register/begin", &begin).await;
    let made = Passkey::new().create(&begun["data"], ORIGIN).unwrap();
    let complete = json!({ "session": begun["session"], "response": made, "RPID": "localhost", "Origin": ORIGIN, "nickname": "n" });
    let (_, begun) =
        backend.post_public("/signin/begin", &json!({ "RPID": "localhost", "Origin": ORIGIN })).await;
    let response = json!({ "id": "AA", "rawId": "AA", "type": "public-key", "response": { "authenticatorData": "AA", "clientDataJSON": "AA", "signature": "AA", "userHandle": "AA" } });
    let signin =
        json!({ "session": begun["session"], "response": response, "RPID": "localhost", "Origin": ORIGIN });
    let calls = [
        (
            "/register/token",
            json!({ "userId": "u", "username": "u", "aliases": ["a"], "hints": ["hybrid"], "expiresAt": "2099-01-01T00:00:00Z", "attestation": "direct", "discoverable": true }),
        ),
        ("/register/begin", begin),
        ("/register/complete", complete),
        (
            "/signin/begin",
            json!({ "userId": "u", "alias": "a", "purpose": "p", "RPID": "localhost", "Origin": ORIGIN }),
        ),
        ("/signin/complete", signin),
        ("/signin/verify", json!({ "token": "verify_AAAA" })),
        (
            "/signin/generate-token",
            json!({ "userId": "u", "timeToLive": 60, "purpose": "p", "origin": "o", "rpid": "r" }),
        ),
        ("/alias", json!({ "userId": "u", "aliases": ["a", "b"], "hashing": false })),
        ("/credentials/list", json!({ "userId": "u" })),
        ("/credentials/delete", json!({ "credentialId": "AAEC" })),
        ("/users/delete", json!({ "userId": "u" })),
        (
            "/magic-links/send",
            json!({ "emailAddress": "a@b", "urlTemplate": "http://x/$TOKEN", "userId": "u", "timeToLive": 60 }),
        ),
        (
            "/auth-configs/add",
            json!({ "purpose": "p", "timeToLive": "00:01:00", "hints": ["hybrid"], "performedBy": "a", "userVerificationRequirement": "required" }),
        ),
        (
            "/auth-configs",
            json!({ "purpose": "p", "timeToLive": "00:01:00", "hints": [0], "performedBy": "a" }),
        ),
        ("/auth-configs/delete", json!({ "purpose": "p", "performedBy": "a" })),
        (
            "/authenticators/add",
            json!({ "aaGuids": ["fcb1bcb4-f370-078c-6993-bc24d0ae3fbe"], "isAllowed": true }),
        ),
        ("/authenticators/remove", json!({ "aaGuids": ["fcb1bcb4-f370-078c-6993-bc24d0ae3fbe"] })),
        (
            "/apps/features",
            json!({ "performedBy": "a", "eventLoggingRetentionPeriod": 3, "enableMagicLinks": true }),
        ),
        (
            "/admin/apps/other/create",
            json!({ "adminEmail": "a@b", "maxUsers": 3, "magicLinkEmailMonthlyQuota": 3 }),
        ),
        ("/admin/apps/other/features", json!({ "maxUsers": 3, "eventLoggingRetentionPeriod": 3 })),
        ("/admin/apps/other/public-keys", json!({ "scopes": [0, 1] })),
        ("/admin/apps/other/mark-delete", json!({ "deletedBy": "a" })),
        (
            "/_emulator/seed",
            json!({ "users": [{ "userId": "s", "aliases": ["s"], "passkeys": [{ "rpId": "localhost", "id": "AA" }] }] }),
        ),
        ("/_emulator/clock", json!({ "moveSeconds": 1e300 })),
        ("/_emulator/import", json!({ "version": 1, "apps": [{ "name": "x", "settings": {} }] })),
    ];
    let mut dice = Dice(7);
    for (path, body) in &calls {
        for _ in 0..60 {
            let mut body = body.clone();
            for _ in 0..=dice.below(3) {
                dice.damage(&mut body);
            }
            if path.ends_with("/import") && body["apps"] == json!([]) {
                // A whole and empty export: it would end the application that is asked here.
                continue;
            }
            let request = backend.http.post(backend.path(path)).header("ManagementKey", "shared_dev_key");
            let key = if path.contains("begin") || path.contains("complete") {
                ("ApiKey", &backend.public)
            } else {
                ("ApiSecret", &backend.secret)
            };
            // `send` insists on JSON wherever there is a body.
            let (status, answer) = backend.send(request.header(key.0, key.1).json(&body)).await;
            assert!(status < 500, "{path} answered {status} to {body}: {answer}");
            assert!(
                status < 300 || status == 404 || answer.is_object(),
                "{path} answered {status} without a body to {body}"
            );
        }
        backend.post("/_emulator/clock", &json!({ "run": true })).await;
    }
    assert_eq!(backend.get("/users/count").await.0, 200);
}

#[tokio::test]
async fn no_header_is_too_odd() {
    const NAMES: [&str; 12] = [
        "ApiSecret",
        "ApiKey",
        "ManagementKey",
        "Content-Type",
        "Accept",
        "Origin",
        "User-Agent",
        "CF-IPCountry",
        "Access-Control-Request-Method",
        "Cookie",
        "Client-Version",
        "X-Forwarded-For",
    ];
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let secret = backend.secret.as_bytes();
    let starts: [&[u8]; 8] = [
        b"",
        secret,
        b"verify_AAAA",
        b"application/json",
        b"text/html",
        b"http://localhost",
        b"test:public:",
        b"\xff\xfe::",
    ];
    let paths = [
        "/signin/verify",
        "/signin/begin",
        "/signin/complete",
        "/users/list",
        "/admin/apps/x/create",
        "/_emulator/state",
        "/nowhere",
    ];
    let mut dice = Dice(8);
    for _ in 0..1500 {
        let path = paths[dice.below(paths.len())];
        let mut request = backend.http.post(backend.path(path)).body(r#"{"token":"x"}"#);
        for _ in 0..=dice.below(4) {
            let mut value = starts[dice.below(starts.len())].to_vec();
            for _ in 0..dice.below(3) {
                // Everything that HTTP allows in a value, and characters that are no ASCII.
                let odd = [b':', b',', b';', b' ', b'"', 0x80, 0xff, b'\t'][dice.below(8)];
                value.insert(dice.below(value.len() + 1), odd);
            }
            let value = reqwest::header::HeaderValue::from_bytes(&value).unwrap();
            request = request.header(NAMES[dice.below(NAMES.len())], value);
        }
        // `send` insists on JSON wherever there is a body.
        let (status, answer) = backend.send(request).await;
        assert!(status < 500, "{path}: {status} {answer}");
    }
    assert_eq!(backend.get("/users/count").await.0, 200);
}

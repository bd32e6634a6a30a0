//! The scenarios of the recordings, and what the contract says beside them.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use std::time::Duration;

use passwordless_emulator::Emulator;
use serde_json::{Value, json};
use support::{Backend, ORIGIN};

async fn configure(backend: &Backend, path: &str, purpose: &str, more: Value) -> u16 {
    let mut body = json!({ "purpose": purpose, "performedBy": "ann" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    backend.post(path, &body).await.0
}

async fn listed(backend: &Backend, purpose: &str) -> Value {
    backend.get(&format!("/auth-configs/list?purpose={purpose}")).await.1["configurations"][0].clone()
}

/// The seconds that a token lives, and its purpose.
async fn life(backend: &Backend, token: &str) -> (f64, Value) {
    let (_, verified) = backend.verify(token).await;
    let moment = |name: &str| verified[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let seconds = moment("expiresAt").duration_since(moment("timestamp")).as_secs_f64();
    (seconds.round(), verified["purpose"].clone())
}

#[tokio::test]
async fn purposes_decide_how_long_a_sign_in_counts_and_how_strict_it_is() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN).purpose("nobody-made-this");
    browser.register(&backend.register_token("u").await).await.unwrap();
    assert_eq!(life(&backend, &browser.sign_in().await.unwrap()).await, (120.0, json!("sign-in")), "unknown");

    let strict = json!({ "timeToLive": "00:00:30", "userVerificationRequirement": "required" });
    assert_eq!(configure(&backend, "/auth-configs", "sign-in", strict.clone()).await, 204);
    assert_eq!(
        life(&backend, &browser.sign_in().await.unwrap()).await,
        (30.0, json!("sign-in")),
        "customised"
    );
    assert_eq!(configure(&backend, "/auth-configs/add", "pay", strict).await, 201);
    let payer = browser.purpose("pay");
    assert_eq!(life(&backend, &payer.sign_in().await.unwrap()).await, (30.0, json!("pay")));
    payer.passkey().verifies_users(false);
    assert_eq!(payer.sign_in().await.unwrap_err().code(), Some("signin_complete_error"));
    let careless = payer.purpose("step-up");
    assert_eq!(life(&backend, &careless.sign_in().await.unwrap()).await, (120.0, json!("step-up")));
}

#[tokio::test]
async fn configurations_are_listed_as_the_service_lists_them() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let purposes = async |query: &str| -> Vec<String> {
        let (_, list) = backend.get(&format!("/auth-configs/list{query}")).await;
        let rows = list["configurations"].as_array().unwrap();
        rows.iter().map(|row| row["purpose"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(purposes("").await, ["step-up", "sign-in"]);
    assert_eq!(purposes("?PURPOSE=sign-in").await, ["sign-in"]);
    assert_eq!(purposes("?purpose=unknown").await, [""; 0]);
    assert_eq!(configure(&backend, "/auth-configs/add", "pay", json!({})).await, 201);
    assert_eq!(purposes("?purpose=pay").await, ["pay", "step-up", "sign-in"]);
    let pay = listed(&backend, "pay").await;
    assert_eq!(
        (&pay["timeToLive"], &pay["createdBy"], &pay["editedOn"]),
        (&json!(0), &json!("ann"), &Value::Null)
    );
    assert!(pay["createdOn"].as_str().unwrap().ends_with("+00:00"));
    let browser = emulator.browser(ORIGIN);
    browser.register(&backend.register_token("u").await).await.unwrap();
    browser.sign_in().await.unwrap();
    assert_eq!(purposes("").await, ["pay", "sign-in", "step-up"], "a preset has its row once it was used");
    assert!(listed(&backend, "sign-in").await["lastUsedOn"].is_string());
}

#[tokio::test]
async fn configurations_read_and_refuse_what_the_service_does() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let add = "/auth-configs/add";
    for (name, more, status) in [
        ("days", json!({ "timeToLive": "1.00:00:00" }), 201),
        ("digits", json!({ "timeToLive": "180" }), 201),
        ("fraction", json!({ "timeToLive": "00:00:01.5" }), 201),
        ("hints", json!({ "hints": ["client-device", 2] }), 201),
        ("number", json!({ "timeToLive": 180 }), 400),
        ("hint-text", json!({ "hints": "hybrid" }), 400),
        ("hint-unknown", json!({ "hints": ["other"] }), 400),
        ("level", json!({ "userVerificationRequirement": "other" }), 400),
        ("days", json!({}), 400),
        ("sign-in", json!({}), 400),
        ("with blank", json!({}), 400),
        (" ", json!({}), 400),
    ] {
        assert_eq!(configure(&backend, add, name, more).await, status, "{name}");
    }
    for (name, seconds) in [("days", 86_400), ("digits", 180 * 86_400), ("fraction", 2)] {
        assert_eq!(listed(&backend, name).await["timeToLive"], seconds);
    }
    assert_eq!(listed(&backend, "hints").await["hints"], "ClientDevice, Hybrid");
    let begin = json!({ "purpose": "hints", "RPID": "localhost", "Origin": ORIGIN });
    let (_, begun) = backend.post_public("/signin/begin", &begin).await;
    assert_eq!(begun["data"]["hints"], json!(["client-device", "hybrid"]));
    let delete = async |purpose: &str| {
        backend.post("/auth-configs/delete", &json!({ "purpose": purpose, "performedBy": "ann" })).await
    };
    assert_eq!(delete("hints").await, (204, Value::Null));
    assert_eq!(delete("hints").await, (404, Value::Null));
    assert_eq!(delete("sign-in").await.0, 400);
    assert_eq!(backend.post("/auth-configs/delete", &json!({ "purpose": "x" })).await.0, 400);
}

#[tokio::test]
async fn magic_links_go_to_the_outbox_within_their_quota() {
    let emulator = Emulator::start().unwrap();
    let runner = Backend::new(&emulator);
    let send = async |app: &Backend, address: &str| {
        let body = json!({ "emailAddress": address, "urlTemplate": "http://localhost:4000/magic#$TOKEN", "userId": "pat", "timeToLive": 60 });
        app.post("/magic-links/send", &body).await
    };
    let app = runner
        .new_app("acme", json!({ "adminEmail": "Admin@example.com", "magicLinkEmailMonthlyQuota": 10 }))
        .await;
    assert_eq!(send(&app, "pat@example.com").await.1["errorCode"], "magic_link_email_admin_address_only");
    assert_eq!(send(&app, "admin@example.com").await, (204, Value::Null));
    assert_eq!(send(&app, "admin@example.com").await.0, 204);
    let (status, over) = send(&app, "admin@example.com").await;
    assert_eq!((status, &over["errorCode"]), (429, &json!("magic_link_email_quota_exceeded")));

    let outbox = emulator.outbox();
    let link = outbox[0].link();
    let token = link.strip_prefix("http://localhost:4000/magic#").unwrap();
    let (_, verified) = app.verify(token).await;
    assert_eq!(
        (&verified["userId"], &verified["type"], &verified["purpose"]),
        (&json!("pat"), &json!("magic_link"), &Value::Null)
    );
    assert!(!format!("{outbox:?}").contains("verify_"));
    emulator.move_clock(Duration::from_secs(120));
    assert_eq!(app.verify(token).await.1["errorCode"], "expired_token");
    emulator.move_clock(Duration::from_secs(31 * 86_400));
    assert_eq!(
        send(&app, "pat@example.com").await.0,
        204,
        "a month later the quota is fresh and the application old"
    );
    // The configured application may write at once, so that a test need not wait.
    for _ in 0..12 {
        assert_eq!(send(&runner, "pat@example.com").await.0, 204);
    }
}

#[tokio::test]
async fn counters_relying_parties_and_empty_nicknames_are_kept_as_the_service_keeps_them() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let first = emulator.browser(ORIGIN).counter(7).nickname("first");
    let second = emulator.browser(ORIGIN).nickname("");
    first.register(&backend.register_token("u").await).await.unwrap();
    second.register(&backend.register_token("u").await).await.unwrap();
    let kept: Vec<_> = backend
        .credentials("u")
        .await
        .iter()
        .map(|row| (row["nickname"].clone(), row["signatureCounter"].clone()))
        .collect();
    assert_eq!(kept, [(json!("first"), json!(7)), (json!(""), json!(0))]);
    let begin = json!({ "userId": "u", "RPID": "other.example", "Origin": "https://other.example" });
    let (_, begun) = backend.post_public("/signin/begin", &begin).await;
    assert_eq!(begun["data"]["allowCredentials"].as_array().unwrap().len(), 2);
    let token = backend.register_token("u").await;
    let begin = json!({ "token": token, "RPID": "other.example", "Origin": "https://other.example" });
    let (_, begun) = backend.post_public("/register/begin", &begin).await;
    assert_eq!(begun["data"]["excludeCredentials"].as_array().unwrap().len(), 2);
    let token = backend.register_token(&"x".repeat(66)).await;
    let begin = json!({ "token": token, "RPID": "localhost", "Origin": ORIGIN });
    let (_, begun) = backend.post_public("/register/begin", &begin).await;
    assert_eq!(begun["data"]["user"]["id"].as_str().unwrap().len(), 88);
}

#[tokio::test]
async fn health_reports_metadata_and_files_answer() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    assert_eq!(backend.get("/health/mail").await.1["results"], json!({}));
    assert_eq!(backend.get("/health/throw/api").await.1["errorCode"], "test_error");
    let (status, problem) = backend.get("/health/throw/exception").await;
    assert!(status == 500 && problem["detail"].is_string());
    for path in ["/reporting/credentials/periodic?from=2025-01-31", "/reporting/active-users/periodic"] {
        assert_eq!(backend.get(path).await, (200, json!([])), "{path}");
    }
    for path in
        ["/mds/attestation-types", "/mds/certification-statuses", "/mds/entries?attestationTypes=basic_full"]
    {
        assert_eq!(backend.manage("GET", path, &Value::Null).await, (200, json!([])), "{path}");
    }
    assert_eq!(backend.manage("GET", "/mds/entries?attestationTypes=no-way", &Value::Null).await.0, 400);
    let document = backend.get("/swagger/v4/swagger.json").await.1;
    assert!(
        document["paths"]["/signin/verify"]["post"].is_object()
            && document["paths"]["/admin/apps/{app}"].is_null()
    );
    for path in ["/swagger", "/favicon.ico", "/humans.txt", "/security.txt", "/openapi.css"] {
        let answer = backend.http.get(backend.path(path)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
}

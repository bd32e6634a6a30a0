//! The controls, by Rust and by HTTP.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use std::time::{Duration, Instant, SystemTime};

use passwordless_emulator::{
    CONTROL_PREFIX, Emulator,
    control::{Fault, SeedPasskey, SeedUser},
};
use serde_json::{Value, json};
use support::{Backend, ORIGIN};

async fn control(backend: &Backend, method: &str, path: &str, body: Value) -> (u16, Value) {
    let request =
        backend.http.request(method.parse().unwrap(), backend.path(&format!("{CONTROL_PREFIX}{path}")));
    backend.send(if body.is_null() { request } else { request.json(&body) }).await
}

#[tokio::test]
async fn a_call_goes_wrong_as_often_as_it_was_told_to() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let token = backend.post("/signin/generate-token", &json!({ "userId": "u" })).await.1["token"].clone();
    let verify = async || {
        let request = backend.http.post(backend.path("/signin/verify")).header("ApiSecret", &backend.secret);
        request.json(&json!({ "token": token })).send().await
    };
    for (fault, status, code) in [
        (Fault::status("/signin/verify", 503), 503, ""),
        (Fault::forged("/signin/verify"), 400, "invalid_token"),
        (Fault::expired("*"), 403, "expired_token"),
    ] {
        emulator.fault(fault);
        let answer = verify().await.unwrap();
        assert_eq!(answer.status(), status);
        assert!(answer.text().await.unwrap().contains(code));
        assert_eq!(verify().await.unwrap().status(), 200, "once only");
    }
    emulator.fault(Fault::garbage("/signin/verify"));
    let answer = verify().await.unwrap();
    assert!(answer.status() == 200 && answer.json::<Value>().await.is_err());
    emulator.fault(Fault::cut("/signin/verify").times(2));
    assert!(verify().await.is_err() && verify().await.is_err());
    assert_eq!(verify().await.unwrap().status(), 200);
    emulator.fault(Fault::delay("/signin/verify", Duration::from_millis(80)));
    let started = Instant::now();
    assert_eq!(verify().await.unwrap().status(), 200);
    assert!(started.elapsed() >= Duration::from_millis(80));
    emulator.fault(Fault::status("/signin/verify", 500).lasting());
    for _ in 0..3 {
        assert_eq!(verify().await.unwrap().status(), 500);
    }
    emulator.clear_faults();
    assert_eq!(verify().await.unwrap().status(), 200);

    assert_eq!(
        control(&backend, "POST", "/faults", json!({ "call": "/signin/verify", "fault": "cut" })).await.0,
        204
    );
    assert_eq!(control(&backend, "GET", "/faults", Value::Null).await.1[0]["times"], 1);
    assert!(verify().await.is_err());
    assert_eq!(control(&backend, "POST", "/faults", json!({ "call": "/x", "fault": "flood" })).await.0, 400);
}

#[tokio::test]
async fn the_clock_is_moved_and_fixed() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let token = backend.post("/signin/generate-token", &json!({ "userId": "u" })).await.1["token"].clone();
    let token = token.as_str().unwrap();
    assert_eq!(backend.verify(token).await.0, 200);
    emulator.move_clock(Duration::from_secs(125));
    let (status, problem) = backend.verify(token).await;
    assert_eq!((status, &problem["errorCode"]), (403, &json!("expired_token")));
    emulator.run_clock();
    assert_eq!(backend.verify(token).await.0, 200);
    emulator.fix_clock(SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000));
    let (_, clock) = control(&backend, "GET", "/clock", Value::Null).await;
    assert_eq!(clock, json!({ "now": "2033-05-18T03:33:20Z", "fixed": true }));
    let (_, clock) = control(&backend, "POST", "/clock", json!({ "moveSeconds": -20 })).await;
    assert_eq!(clock["now"], "2033-05-18T03:33:00Z");
    let (_, clock) = control(&backend, "POST", "/clock", json!({ "fix": "2030-01-01T00:00:00Z" })).await;
    assert_eq!(clock["now"], "2030-01-01T00:00:00Z");
    assert_eq!(control(&backend, "POST", "/clock", json!({ "fix": "tomorrow" })).await.0, 400);
    assert_eq!(control(&backend, "POST", "/clock", json!({ "run": true })).await.1["fixed"], false);
}

#[tokio::test]
async fn seeded_passkeys_have_their_ids_and_sign_in() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let alice = SeedUser::new("alice")
        .alias("fry")
        .passkey(SeedPasskey::new("localhost").id(b"passkey-1").nickname("laptop").counter(3));
    let seeded = emulator.seed([alice.clone(), SeedUser::new("bob").alias("bender")]).unwrap();
    let listed = backend.credentials("alice").await;
    assert_eq!(listed[0]["descriptor"]["id"], "cGFzc2tleS0x");
    assert_eq!((&listed[0]["nickname"], &listed[0]["signatureCounter"]), (&json!("laptop"), &json!(3)));
    assert_eq!(backend.get("/users/list").await.1["values"][1]["aliases"], json!(["bender"]));
    let browser = emulator.browser(ORIGIN);
    browser.passkey().hold(&seeded[0]).unwrap();
    assert_eq!(backend.user_of(&browser.sign_in_with_alias("fry").await.unwrap()).await, "alice");
    assert!(!format!("{seeded:?}").contains(seeded[0].private_key().unwrap()));

    let error = emulator.seed([SeedUser::new("carol").alias("zoidberg"), alice]).unwrap_err().to_string();
    assert!(error.contains("alice") && error.contains("there already"), "{error}");
    assert_eq!(backend.get("/alias/list?userId=carol").await.1["values"], json!([]), "all or none");
    assert!(emulator.seed([SeedUser::new("dave").alias("fry")]).is_err());
    let seed =
        json!({ "users": [{ "userId": "erin", "passkeys": [{ "rpId": "localhost", "id": "ZXJpbg" }] }] });
    let (status, made) = control(&backend, "POST", "/seed", seed.clone()).await;
    let made = &made["passkeys"][0];
    assert_eq!((status, &made["id"]), (200, &json!("ZXJpbg")));
    for (program, id, handle) in
        [("playwright", "id", "userHandle"), ("webdriver", "credentialId", "userHandle")]
    {
        assert_eq!(
            (&made[program][id], &made[program][handle]),
            (&json!("ZXJpbg"), &json!("ZXJpbg")),
            "{made}"
        );
        let key = made[program]["privateKey"].as_str().unwrap();
        assert!(!key.contains(['+', '/', '=']), "{program}: {key}");
        assert_eq!(made[program]["rpId"], "localhost");
    }
    assert_eq!(
        (&made["devtools"]["credentialId"], &made["devtools"]["signCount"]),
        (&json!("ZXJpbg=="), &json!(0))
    );
    assert_eq!(made["devtools"]["privateKey"], made["privateKey"]);
    assert_eq!(made["webdriver"]["isResidentCredential"], true);
    assert_eq!(control(&backend, "POST", "/seed", seed).await.0, 400);
    assert_eq!(control(&backend, "POST", "/seed", json!({ "app": "nobody", "users": [] })).await.0, 400);
}

#[tokio::test]
async fn ten_thousand_users_are_seeded_in_about_a_second() {
    let emulator = Emulator::start().unwrap();
    let users = (0..10_000).map(|n| {
        SeedUser::new(format!("user-{n}")).alias(format!("alias-{n}")).passkey(SeedPasskey::new("localhost"))
    });
    let started = Instant::now();
    assert_eq!(emulator.seed(users).unwrap().len(), 10_000);
    // Generous: this is a debug build on a busy machine.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert_eq!(Backend::new(&emulator).get("/users/count").await.1["count"], 10_000);
}

/// Everything that other calls show of an emulator.
async fn seen(backend: &Backend) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in [
        "/users/list",
        "/credentials/list?userId=alice",
        "/alias/list?userId=alice",
        "/auth-configs/list",
        "/events?pageNumber=1",
    ] {
        seen.push(backend.get(path).await.1);
    }
    for path in ["/admin/apps/acme/features", "/admin/apps/acme/api-keys"] {
        seen.push(backend.manage("GET", path, &Value::Null).await.1);
    }
    seen
}

#[tokio::test]
async fn an_export_is_complete_and_comes_back_as_it_was() {
    let emulator = Emulator::start().unwrap();
    let app = Backend::new(&emulator)
        .new_app("acme", json!({ "allowAttestation": true, "magicLinkEmailMonthlyQuota": 100 }))
        .await;
    let browser = passwordless_emulator::testing::Browser::new(&app.url, &app.public, ORIGIN).counter(5);
    let token = app
        .register_token_with(json!({ "userId": "alice", "username": "a", "aliases": ["fry", "lars"] }))
        .await;
    browser.register(&token).await.unwrap();
    let signed_in = browser.sign_in().await.unwrap();
    app.post("/auth-configs/add", &json!({ "purpose": "pay", "performedBy": "ann", "hints": ["hybrid"] }))
        .await;
    let features = json!({ "maxUsers": 7, "eventLoggingIsEnabled": true, "magicLinkEmailMonthlyQuota": 100 });
    app.manage("POST", "/admin/apps/acme/features", &features).await;
    emulator.move_clock(Duration::from_secs(2 * 86_400));
    app.post(
        "/magic-links/send",
        &json!({ "emailAddress": "a@b", "urlTemplate": "http://x/$TOKEN", "userId": "alice" }),
    )
    .await;
    emulator.run_clock();
    let before = seen(&app).await;
    let export = emulator.export();

    let other = Emulator::start().unwrap();
    other.import(&export).unwrap();
    // Listing keys is an event itself; both sides have one more by now.
    let there = Backend { url: other.url().into(), ..app.clone() };
    let after = seen(&there).await;
    assert_eq!(before[..4], after[..4]);
    assert_eq!(before[5..], after[5..]);
    assert_eq!(other.outbox().len(), 1);
    assert_eq!(there.user_of(&signed_in).await, "alice", "the keys of tokens came along");
    let text = control(&there, "GET", "/export", Value::Null).await.1.to_string();
    assert_eq!(control(&there, "POST", "/import", serde_json::from_str(&text).unwrap()).await.0, 204);

    for wrong in ["", "{}", "[]", "{\"version\":2,\"apps\":[]}"] {
        assert!(other.import(wrong).is_err(), "{wrong}");
    }
    assert_eq!(there.credentials("alice").await.len(), 1, "a refused import changes nothing");
}

#[tokio::test]
async fn reset_and_snapshots_go_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passkeys.redb");
    let start = || {
        let builder = Emulator::builder();
        #[cfg(feature = "file")]
        let builder = builder.data(&path);
        builder.start().unwrap()
    };
    let emulator = start();
    let backend = Backend::new(&emulator);
    emulator.seed([SeedUser::new("alice").passkey(SeedPasskey::new("localhost"))]).unwrap();
    let snapshot = emulator.snapshot();
    assert_eq!(control(&backend, "POST", "/snapshots/one", Value::Null).await.0, 204);
    emulator.seed([SeedUser::new("bob").passkey(SeedPasskey::new("localhost"))]).unwrap();
    let count = async |backend: &Backend| backend.get("/users/count").await.1["count"].clone();
    assert_eq!(count(&backend).await, 2);
    emulator.restore(&snapshot).unwrap();
    assert_eq!(count(&backend).await, 1);
    backend.new_app("acme", json!({})).await;
    emulator.fault(Fault::cut("*").lasting());
    emulator.move_clock(Duration::from_secs(1000));
    emulator.reset().unwrap();
    assert_eq!(count(&backend).await, 0, "and the configured keys still open");
    assert_eq!(backend.manage("GET", "/admin/apps/acme/available", &Value::Null).await.1["available"], true);
    assert_eq!(control(&backend, "POST", "/snapshots/one/restore", Value::Null).await.0, 204);
    assert_eq!(count(&backend).await, 1);
    assert_eq!(control(&backend, "POST", "/snapshots/two/restore", Value::Null).await.0, 404);
    drop(emulator);
    #[cfg(feature = "file")]
    assert_eq!(count(&Backend::new(&start())).await, 1, "what was restored survives a restart");
}

#[tokio::test]
async fn the_log_tells_what_was_asked_and_no_secret() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let browser = emulator.browser(ORIGIN);
    browser.register(&backend.register_token("alice").await).await.unwrap();
    backend.get("/credentials/list?userId=alice").await;
    control(&backend, "GET", "/state", Value::Null).await;
    let asked: Vec<_> = emulator
        .requests()
        .iter()
        .map(|request| format!("{} {} {:?}", request.method(), request.path(), request.status()))
        .collect();
    assert_eq!(
        asked,
        [
            "POST /register/token Some(200)",
            "POST /register/begin Some(200)",
            "POST /register/complete Some(200)",
            "GET /credentials/list Some(200)",
        ]
    );
    let (_, log) = control(&backend, "GET", "/requests", Value::Null).await;
    let (_, state) = control(&backend, "GET", "/state", Value::Null).await;
    assert_eq!(state["apps"][0]["users"][0]["userId"], "alice");
    for text in [log.to_string(), state.to_string()] {
        for secret in ["alice=", "verify_", "register_", emulator.api_secret(), emulator.api_key()] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
    assert_eq!(control(&backend, "DELETE", "/requests", Value::Null).await.0, 204);
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn controls_answer_this_machine_only_and_no_page_of_elsewhere() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let ask = async |path: &str, name: &str, value: &str| {
        let request = backend.http.get(backend.path(&format!("{CONTROL_PREFIX}{path}"))).header(name, value);
        request.send().await.unwrap()
    };
    for (name, value) in [("Host", "evil.example"), ("Origin", "https://evil.example"), ("Origin", "null")] {
        let answer = ask("/state", name, value).await;
        assert_eq!(answer.status(), 403, "{name}: {value}");
        assert!(!answer.headers().contains_key("access-control-allow-origin"));
    }
    let answer = ask("/state", "Origin", "http://localhost:4000").await;
    assert_eq!(answer.status(), 200);
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
    let preflight = backend.http.request(reqwest::Method::OPTIONS, backend.path("/_emulator/reset"));
    let preflight =
        preflight.header("Origin", "http://localhost:4000").header("Access-Control-Request-Method", "POST");
    let answer = preflight.send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
    assert_eq!(ask("/ready", "Accept", "*/*").await.json::<Value>().await.unwrap(), json!({ "ready": true }));
    assert_eq!(ask("/nothing", "Accept", "*/*").await.status(), 404);
    assert_eq!(backend.http.get(backend.path("/_emulatorx")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn the_page_has_no_inline_script_and_nothing_of_elsewhere() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let mut all = String::new();
    for (path, kind) in [("", "text/html"), ("/page.js", "text/javascript"), ("/page.css", "text/css")] {
        let answer = backend.http.get(backend.path(&format!("{CONTROL_PREFIX}{path}"))).send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert!(header("content-type").starts_with(kind));
        assert_eq!(header("content-security-policy"), "default-src 'self';");
        all.push_str(&answer.text().await.unwrap());
    }
    assert!(all.contains("width=device-width") && all.contains("color-scheme"));
    for elsewhere in ["http://", "https://", "innerHTML", "style=", "onclick"] {
        assert!(!all.contains(elsewhere), "{elsewhere}");
    }
}

#[tokio::test]
async fn an_emulator_for_others_is_reached_by_its_address_and_told_names() {
    let emulator = Emulator::builder().host([0, 0, 0, 0]).host_name("emulator").start().unwrap();
    assert!(emulator.url().starts_with("http://127.0.0.1:"), "{}", emulator.url());
    let backend = Backend::new(&emulator);
    let ready = async |host: &str| {
        let request = backend.http.get(backend.path("/_emulator/ready")).header("Host", host);
        backend.send(request).await.0
    };
    for host in ["127.0.0.1", "192.168.7.7:7001", "emulator:7001"] {
        assert_eq!(ready(host).await, 200, "{host}");
    }
    for host in ["evil.example", "emulator.evil.example"] {
        assert_eq!(ready(host).await, 403, "{host}");
    }
    // Without being told so, it answers this machine only.
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let request = backend.http.get(backend.path("/_emulator/ready")).header("Host", "192.168.7.7:7001");
    assert_eq!(backend.send(request).await.0, 403);
    // An address of another machine.
    let error = Emulator::builder().host([192, 0, 2, 1]).start().unwrap_err().to_string();
    assert!(error.contains("192.0.2.1:0") && error.contains("this machine's"), "{error}");
}

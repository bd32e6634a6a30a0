//! Applications, their keys and what they may do, for whoever runs the service.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use std::time::Duration;

use passwordless_emulator::{Emulator, testing::Browser};
use serde_json::{Value, json};
use support::{Backend, ORIGIN};

const DAY: Duration = Duration::from_secs(86_400);

async fn signed_up(app: &Backend, user: &str) -> Browser {
    let browser = Browser::new(&app.url, &app.public, ORIGIN);
    browser.register(&app.register_token(user).await).await.unwrap();
    browser
}

#[tokio::test]
async fn applications_are_apart_and_live_as_long_as_they_should() {
    let emulator = Emulator::start().unwrap();
    let runner = Backend::new(&emulator);
    for (name, status) in [("ok1", 200), ("a1", 400), ("1app", 400), ("Upper", 400), ("with-dash", 400)] {
        assert_eq!(
            runner.manage("GET", &format!("/admin/apps/{name}/available"), &Value::Null).await.0,
            status,
            "{name}"
        );
    }
    let app =
        runner.new_app("app0123456789abcdef0123456789abcdef", json!({ "adminEmail": "a@example.com" })).await;
    let browser = signed_up(&app, "alice").await;
    assert_eq!(app.get("/users/count").await.1, json!({ "count": 1 }));
    assert_eq!(runner.get("/users/count").await.1, json!({ "count": 0 }));
    let (status, problem) = runner.verify(&browser.sign_in().await.unwrap()).await;
    assert_eq!((status, &problem["errorCode"]), (400, &json!("invalid_token")), "of another application");

    let path = |rest: &str| format!("/admin/apps/app0123456789abcdef0123456789abcdef{rest}");
    emulator.move_clock(4 * DAY);
    assert_eq!(runner.manage("GET", &path("/can-delete-immediately"), &Value::Null).await.1, json!(false));
    let (_, marked) = runner.manage("POST", &path("/mark-delete"), &json!({ "deletedBy": "ann" })).await;
    assert_eq!((&marked["isDeleted"], &marked["adminEmails"]), (&json!(false), &json!(["a@example.com"])));
    assert_eq!(app.get("/users/count").await.0, 401, "locked");
    let (_, again) = runner.manage("POST", &path("/mark-delete"), &json!({ "deletedBy": "ann" })).await;
    assert_eq!(again["errorCode"], "app_pending_deletion");
    assert_eq!(
        runner.manage("DELETE", &path(""), &Value::Null).await.1["errorCode"],
        "app_not_pending_deletion"
    );
    assert_eq!(runner.manage("POST", &path("/cancel-delete"), &Value::Null).await.0, 200);
    assert_eq!(app.get("/users/count").await.0, 200, "unlocked");

    runner.manage("POST", &path("/mark-delete"), &json!({ "deletedBy": "ann" })).await;
    assert_eq!(runner.manage("GET", "/apps/list-pending-deletion", &Value::Null).await.1, json!([]));
    emulator.move_clock(32 * DAY);
    let pending = runner.manage("GET", "/apps/list-pending-deletion", &Value::Null).await.1;
    assert_eq!(pending, json!(["app0123456789abcdef0123456789abcdef"]));
    let (_, deleted) = runner.manage("DELETE", &path(""), &Value::Null).await;
    assert_eq!(deleted["isDeleted"], true);
    assert_eq!(app.get("/users/count").await.0, 401);
    assert_eq!(runner.manage("DELETE", &path(""), &Value::Null).await.1["errorCode"], "app_not_found");
}

#[tokio::test]
async fn keys_have_scopes_and_locks_and_secrets_are_shown_once() {
    let emulator = Emulator::start().unwrap();
    let runner = Backend::new(&emulator);
    let app = runner.new_app("acme", json!({})).await;
    let (_, made) = runner.manage("POST", "/admin/apps/acme/secret-keys", &json!({ "scopes": [1] })).await;
    let secret = made["apiKey"].as_str().unwrap().to_owned();
    let verifier = Backend { secret: secret.clone(), ..app.clone() };
    assert_eq!(verifier.get("/users/count").await.0, 200);
    let (status, forbidden) =
        verifier.post("/register/token", &json!({ "userId": "u", "username": "u" })).await;
    assert_eq!((status, forbidden.get("errorCode")), (403, None));

    let (_, keys) = runner.manage("GET", "/admin/apps/acme/api-keys", &Value::Null).await;
    let id = &secret[secret.len() - 4..];
    let row = keys.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(row["apiKey"], format!("acme:secret:{}{id}", "*".repeat(28)));
    assert_eq!(
        (&row["type"], &row["scopes"], &row["isLocked"]),
        (&json!(2), &json!(["token_verify"]), &json!(false))
    );
    let public = keys.as_array().unwrap().iter().find(|row| row["type"] == 1).unwrap();
    assert_eq!(public["scopes"], json!(["login", "register"]));
    assert!(app.public.starts_with("acme:public:") && !keys.to_string().contains(&secret));

    let key = format!("/admin/apps/acme/api-keys/{id}");
    assert_eq!(runner.manage("POST", &format!("{key}/lock"), &Value::Null).await.0, 204);
    assert_eq!(verifier.get("/users/count").await.0, 401);
    assert_eq!(runner.manage("POST", &format!("{key}/unlock"), &Value::Null).await.0, 204);
    assert_eq!(verifier.get("/users/count").await.0, 200);
    assert_eq!(runner.manage("DELETE", &key, &Value::Null).await.0, 204);
    assert_eq!(verifier.get("/users/count").await.0, 401);
    let (status, gone) = runner.manage("DELETE", &key, &Value::Null).await;
    assert_eq!((status, &gone["errorCode"]), (404, &json!("api_key_not_found")));

    for (body, code) in [
        (json!({}), json!("create_api_key_scopes_required")),
        (json!({ "scopes": null }), json!("create_api_key_scopes_required")),
        (json!({ "scopes": [2] }), Value::Null),
        (json!({ "scopes": ["login"] }), Value::Null),
    ] {
        let (status, problem) = runner.manage("POST", "/admin/apps/acme/public-keys", &body).await;
        assert_eq!((status, &problem["errorCode"]), (400, &code), "{body}");
    }
    assert_eq!(runner.manage("POST", "/admin/apps/acme/freeze", &Value::Null).await.0, 204);
    assert_eq!(app.get("/users/count").await.0, 401);
    assert_eq!(runner.manage("POST", "/admin/apps/acme/unfreeze", &Value::Null).await.0, 204);
    assert_eq!(app.get("/users/count").await.0, 200);
}

#[tokio::test]
async fn switches_refuse_what_they_switch_off() {
    let emulator = Emulator::start().unwrap();
    let app = Backend::new(&emulator).new_app("acme", json!({ "maxUsers": 1 })).await;
    signed_up(&app, "alice").await;
    let (_, full) = app.post("/register/token", &json!({ "userId": "bob", "username": "bob" })).await;
    assert_eq!(full["errorCode"], "max_users_reached");
    app.register_token("alice").await;

    let off = json!({ "enableManuallyGeneratedAuthenticationTokens": false, "enableMagicLinks": false, "eventLoggingRetentionPeriod": null });
    assert_eq!(app.post("/apps/features", &off).await.0, 204);
    let (status, problem) = app.post("/signin/generate-token", &json!({ "userId": "alice" })).await;
    assert_eq!((status, &problem["errorCode"]), (403, &Value::Null));
    let mail = json!({ "emailAddress": "a@b", "urlTemplate": "http://x/$TOKEN", "userId": "alice" });
    let (status, problem) = app.post("/magic-links/send", &mail).await;
    assert_eq!((status, &problem["errorCode"]), (403, &Value::Null));
    let (_, features) = app.manage("GET", "/admin/apps/acme/features", &Value::Null).await;
    assert_eq!(features["isMagicLinksEnabled"], false);
    assert_eq!(features["eventLoggingRetentionPeriod"], 365, "null changes nothing");
}

#[tokio::test]
async fn attestation_is_asked_for_only_where_the_application_may() {
    let emulator = Emulator::start().unwrap();
    let app = Backend::new(&emulator).new_app("acme", json!({ "allowAttestation": true })).await;
    let token =
        app.register_token_with(json!({ "userId": "u", "username": "u", "attestation": "direct" })).await;
    let begin = json!({ "token": token, "RPID": "localhost", "Origin": ORIGIN });
    assert_eq!(app.post_public("/register/begin", &begin).await.1["data"]["attestation"], "direct");
    let unknown = json!({ "aaGuids": ["fcb1bcb4-f370-078c-6993-bc24d0ae3fbe"], "isAllowed": true });
    let (status, problem) = app.post("/authenticators/add", &unknown).await;
    assert_eq!((status, problem.get("errorCode")), (400, Some(&Value::Null)));
}

#[tokio::test]
async fn lists_of_authenticators_decide_who_may_register() {
    let emulator = Emulator::start().unwrap();
    let app = Backend::new(&emulator).new_app("acme", json!({ "allowAttestation": true })).await;
    // Nothing is known to the metadata service, so the lists come by import.
    let with_rule = |is_allowed: bool| {
        let aaguid = "BwcHBwcHBwcHBwcHBwcHBw";
        let mut export: Value = serde_json::from_str(&emulator.export()).unwrap();
        let acme =
            export["apps"].as_array_mut().unwrap().iter_mut().find(|app| app["name"] == "acme").unwrap();
        acme["authenticators"] = json!([{ "aaguid": aaguid, "is_allowed": is_allowed, "created_at": 0 }]);
        emulator.import(&export.to_string()).unwrap();
    };
    let register = async |aaguid: u8, attestation: &str| {
        let body = json!({ "userId": "u", "username": "u", "attestation": attestation });
        let browser = Browser::new(&app.url, &app.public, ORIGIN);
        browser.passkey().aaguid([aaguid; 16]);
        let outcome = browser.register(&app.register_token_with(body).await).await;
        outcome.err().and_then(|error| error.code().map(str::to_owned)).unwrap_or_default()
    };
    with_rule(true);
    assert_eq!(register(7, "direct").await, "");
    assert_eq!(register(8, "direct").await, "authenticator_not_allowed");
    assert_eq!(register(8, "none").await, "attestation_required");
    let (_, listed) = app.get("/authenticators/list?isAllowed=TRUE").await;
    assert_eq!(listed[0]["aaGuid"], "07070707-0707-0707-0707-070707070707");
    assert_eq!(app.get("/authenticators/list?isAllowed=false").await.1, json!([]));
    with_rule(false);
    assert_eq!(register(7, "none").await, "authenticator_not_allowed");
    assert_eq!(register(8, "none").await, "");
    let rule = json!({ "aaGuids": ["07070707-0707-0707-0707-070707070707"] });
    assert_eq!(app.post("/authenticators/remove", &rule).await.0, 204);
    assert_eq!(register(7, "none").await, "");
}

#[tokio::test]
async fn the_event_log_tells_who_did_what_the_newest_first() {
    let emulator = Emulator::start().unwrap();
    let runner = Backend::new(&emulator);
    assert_eq!(runner.get("/events?pageNumber=1").await.0, 403, "off");
    let app = runner
        .new_app("acme", json!({ "eventLoggingIsEnabled": true, "adminEmail": "ann@example.com" }))
        .await;
    let browser = signed_up(&app, "alice").await;
    app.user_of(&browser.sign_in().await.unwrap()).await;
    let wrong = Backend { secret: format!("acme:secret:{}", "0".repeat(32)), ..app.clone() };
    assert_eq!(wrong.get("/users/count").await.0, 401);
    app.post("/auth-configs/add", &json!({ "purpose": "pay", "performedBy": "ann" })).await;
    let (_, log) = app.get("/events?pageNumber=1&numberOfResults=").await;
    let told: Vec<_> = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["eventType"].as_str().unwrap(), event["performedBy"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("ApiAuthenticationConfigurationCreated", "ann"),
            ("ApiAuthInvalidSecretKeyUsed", "Unknown User"),
            ("ApiUserSignInVerified", "alice"),
            ("ApiUserSignInCompleted", "alice"),
            ("ApiAuthPasskeyRegistrationCompleted", "alice"),
            ("ApiAuthPasskeyRegistrationBegan", "alice"),
            ("ApiAuthUserRegistered", "alice"),
            ("ApiManagementAppCreated", "ann@example.com"),
        ]
    );
    assert_eq!(log["events"][0]["apiKeyId"], "");
    assert_eq!(log["events"][2]["apiKeyId"], app.secret[app.secret.len() - 4..]);
    assert_eq!((&log["tenantId"], &log["totalEventCount"]), (&json!("acme"), &json!(8)));
    let (_, second) = app.get("/events?pageNumber=2&numberOfResults=3").await;
    assert_eq!(second["events"][0]["eventType"], "ApiUserSignInCompleted");
    assert_eq!(app.get("/events?pageNumber=2147483647&numberOfResults=1000").await.1["events"], json!([]));
    for query in [
        "?pageNumber=1&numberOfResults=0",
        "?pageNumber=1&numberOfResults=1001",
        "?pageNumber=1&numberOfResults=x",
    ] {
        let (status, problem) = app.get(&format!("/events{query}")).await;
        assert!(status == 400 && problem["errors"]["numberOfResults"].is_array(), "{problem}");
    }
}

/// What of an event programs may read.
fn summary(event: &Value) -> String {
    let text = |name: &str| event[name].as_str().unwrap();
    let key = if text("apiKeyId").is_empty() { "" } else { ", with a key" };
    let (kind, by) = (text("eventType"), text("performedBy"));
    format!("{kind} by {by} on {}: {}{key}", text("subject"), text("severity"))
}

#[tokio::test]
async fn an_event_names_its_subject_and_how_grave_it_is() {
    let emulator = Emulator::start().unwrap();
    let runner = Backend::new(&emulator);
    let settings = json!({ "eventLoggingIsEnabled": true, "allowAttestation": true });
    let app = runner.new_app("acme", settings).await;
    signed_up(&app, "alice").await;
    app.post("/alias", &json!({ "userId": "alice", "aliases": ["ally"] })).await;
    let passkey = app.credentials("alice").await[0]["descriptor"]["id"].clone();
    app.post("/credentials/delete", &json!({ "credentialId": passkey })).await;
    app.post("/users/delete", &json!({ "userId": "alice" })).await;
    app.post("/apps/features", &json!({ "performedBy": "ann", "enableMagicLinks": true })).await;
    app.post("/apps/features", &json!({ "performedBy": " ", "enableMagicLinks": false })).await;
    app.post("/apps/features", &json!({ "enableManuallyGeneratedAuthenticationTokens": true })).await;
    let wrong = Backend { secret: format!("acme:secret:{}", "0".repeat(32)), ..app.clone() };
    wrong.get("/users/count").await;
    let key = &app.public[app.public.len() - 4..];
    runner.manage("POST", &format!("/admin/apps/acme/api-keys/{key}/lock"), &json!(null)).await;
    app.post_public("/signin/begin", &json!({})).await;
    app.post("/authenticators/remove", &json!({ "aaGuids": ["07070707-0707-0707-0707-070707070707"] })).await;
    runner.manage("POST", "/admin/apps/acme/freeze", &json!(null)).await;
    runner.manage("POST", "/admin/apps/acme/unfreeze", &json!(null)).await;

    let (_, log) = app.get("/events?pageNumber=1").await;
    let told: Vec<_> = log["events"].as_array().unwrap().iter().rev().map(summary).collect();
    assert_eq!(
        told[4..].iter().map(String::as_str).collect::<Vec<_>>(),
        [
            "ApiUserSetAliases by alice on alice: Informational, with a key",
            "ApiUserDeleteCredential by System on alice: Informational, with a key",
            "ApiUserDeleted by System on alice: Informational, with a key",
            "AdminMagicLinksEnabled by ann on acme: Alert",
            "AdminMagicLinksDisabled by Unknown User on acme: Alert",
            "AdminGenerateSignInTokenEndpointEnabled by Api on acme: Alert",
            "ApiAuthInvalidSecretKeyUsed by Unknown User on acme: Alert, with a key",
            "AdminApiKeyLocked by Unknown User on acme: Informational",
            "ApiAuthDisabledPublicKeyUsed by Unknown User on acme: Alert, with a key",
            "ApiAuthenticatorsDelisted by Unknown User on acme: Informational, with a key",
            "ApiManagementAppFrozen by System on acme: Alert",
            "ApiManagementAppUnfrozen by System on acme: Alert",
        ]
    );
}

#[tokio::test]
async fn a_field_that_breaks_two_rules_is_told_of_both() {
    let emulator = Emulator::start().unwrap();
    let backend = Backend::new(&emulator);
    let messages = |answer: &(u16, Value), field: &str| {
        assert_eq!(answer.0, 400, "{}", answer.1);
        answer.1["errors"][field].as_array().map_or(0, Vec::len)
    };
    for name in ["a", "ab", "A"] {
        let created = backend.manage("POST", &format!("/admin/apps/{name}/create"), &json!({})).await;
        assert_eq!(messages(&created, "appId"), 2, "{name}");
        let available = backend.manage("GET", &format!("/admin/apps/{name}/available"), &json!(null)).await;
        assert_eq!(messages(&available, "appId"), 2, "{name}");
    }
    let created = backend.manage("POST", "/admin/apps/1abc/create", &json!({})).await;
    assert_eq!(messages(&created, "appId"), 1);
    let many: Vec<_> = (0..11).map(|n| "a".repeat(251 - n)).collect();
    let set = backend.post("/alias", &json!({ "userId": "alice", "aliases": many })).await;
    assert_eq!(messages(&set, "aliases"), 2);
    let purpose = format!("{}!", "p".repeat(255));
    let added = backend.post("/auth-configs/add", &json!({ "purpose": purpose, "performedBy": "ann" })).await;
    assert_eq!(messages(&added, "purpose"), 2);
    let body = json!({ "purpose": "bezahlen_ß-2", "performedBy": "ann" });
    assert_eq!(backend.post("/auth-configs/add", &body).await.0, 201);
}

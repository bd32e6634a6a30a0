//! The API secret in AWS Secrets Manager, against moto; `scripts/soak` runs this and says where moto is.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

#[path = "support/console.rs"]
mod console;
#[path = "support/moto.rs"]
mod moto;
#[path = "support/program.rs"]
mod program;

use std::net::TcpListener;

use console::Console;
use moto::Moto;
use program::{free_port, refusal, until};
use serde_json::json;
use tempfile::TempDir;

const NAME: &str = "prod/passwordless";
/// Where a token is shown.
const SIGN_IN: &str = "/verify-signin";
const KEY: &str = "demo:public:2e728aa5986f4ba8b073a5b28a939795";

/// What the program says when it refuses to start with its secret at this AWS.
fn refused(name: &str, aws: &[(&str, &str)]) -> String {
    let service = [("API_URL", "https://v4.passwordless.dev"), ("API_SECRET_AWS", name), ("API_KEY", KEY)];
    refusal(&[&service, aws].concat())
}

#[rocket::async_test]
async fn a_secret_is_read_by_name_by_arn_and_from_a_field() {
    let moto = Moto::start().await;
    let console = Console::open();
    let secret = console.emulator.api_secret();
    let arn = moto.create(NAME, secret).await;
    moto.create("prod/all", &json!({ "other": 1, "api_secret": secret }).to_string()).await;
    for place in [NAME, &arn, "prod/all#api_secret"] {
        let (folder, port) = (TempDir::new().unwrap(), free_port().to_string());
        let service = [
            ("PORT", &*port),
            ("API_URL", console.emulator.url()),
            ("API_SECRET_AWS", place),
            ("API_KEY", console.emulator.api_key()),
        ];
        let variables = [&service[..], &moto.variables()].concat();
        let (_running, log) = until(program::demo(&folder, &variables), "open http://localhost");
        assert!(log.contains("passkeys by the configured service"), "{log}");
        assert!(!log.contains(secret.rsplit(':').next().unwrap()), "{log}");
    }
}

#[rocket::async_test]
async fn a_secret_that_is_exchanged_there_is_picked_up_without_a_restart() {
    let moto = Moto::start().await;
    let console = Console::open();
    let first = console.emulator.api_secret();
    moto.create(NAME, first).await;
    let (folder, port) = (TempDir::new().unwrap(), free_port().to_string());
    let service = [
        ("PORT", &*port),
        ("API_URL", console.emulator.url()),
        ("API_SECRET_AWS", NAME),
        ("API_KEY", console.emulator.api_key()),
    ];
    let variables = [&service[..], &moto.variables()].concat();
    let (_running, _) = until(program::demo(&folder, &variables), "open http://localhost");
    // A forged token is the browser's fault; a refused secret would be ours, and 500.
    assert_eq!(sign_in(&port).await, 401);
    moto.put(NAME, &console.create_secret().await).await;
    console.lock(first).await;
    assert_eq!(sign_in(&port).await, 401);
}

/// The status of a sign-in with a forged token.
async fn sign_in(port: &str) -> u16 {
    let origin = format!("http://localhost:{port}");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = http.post(format!("{origin}{SIGN_IN}")).header("Origin", &origin);
    request.json(&json!({ "token": "verify_AAAA" })).send().await.unwrap().status().as_u16()
}

#[rocket::async_test]
async fn what_is_not_there_or_no_secret_is_said() {
    let moto = Moto::start().await;
    moto.create(NAME, "acme:public:2e728aa5986f4ba8b073a5b28a939795").await;
    moto.create("prod/all", &json!({ "number": 1 }).to_string()).await;
    let log = refused("prod/nothing", &moto.variables());
    assert!(
        log.contains("API_SECRET_AWS names the secret `prod/nothing`: AWS knows no such secret"),
        "{log}"
    );
    let log = refused(NAME, &moto.variables());
    assert!(log.contains("API_SECRET_AWS cannot be used: ApiSecret: this is a public key"), "{log}");
    for field in ["number", "absent"] {
        let log = refused(&format!("prod/all#{field}"), &moto.variables());
        assert!(log.contains(&format!("no JSON object with a text in the field `{field}`")), "{log}");
    }
    assert!(
        refused("#field", &moto.variables()).contains("API_SECRET_AWS is `#field`, which names no secret")
    );
}

#[rocket::async_test]
async fn another_region_or_none_is_said() {
    let moto = Moto::start().await;
    moto.create(NAME, "demo:secret:a679563b331846c79c20b114a4f56d02").await;
    let mut elsewhere = moto.variables();
    for (name, value) in &mut elsewhere {
        if *name == "AWS_REGION" {
            *value = "ap-south-1";
        }
    }
    let log = refused(NAME, &elsewhere);
    assert!(log.contains("in the region ap-south-1. Look at the name, the account and AWS_REGION"), "{log}");
    let mut nowhere = moto.variables();
    nowhere.retain(|(name, _)| *name != "AWS_REGION");
    nowhere.push(("AWS_EC2_METADATA_DISABLED", "true"));
    let log = refused(NAME, &nowhere);
    assert!(log.contains(&format!("the secret `{NAME}`")) && log.contains("Set AWS_REGION"), "{log}");
}

#[rocket::async_test]
async fn a_refused_or_missing_identity_is_said() {
    let moto = Moto::start().await;
    moto.create(NAME, "demo:secret:a679563b331846c79c20b114a4f56d02").await;
    moto.ask_for_rights().await;
    let log = refused(NAME, &moto.variables());
    assert!(log.contains(&format!("the secret `{NAME}`: AWS refuses in the region")), "{log}");
    assert!(log.contains("secretsmanager:GetSecretValue"), "{log}");
    let mut anonymous = moto.variables();
    anonymous.retain(|(name, _)| !matches!(*name, "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY"));
    anonymous.push(("AWS_EC2_METADATA_DISABLED", "true"));
    let log = refused(NAME, &anonymous);
    assert!(log.contains("AWS cannot be asked") && log.contains("credentials"), "{log}");
}

#[rocket::async_test]
async fn an_endpoint_that_is_down_or_silent_is_said() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = (format!("http://{}", silent.local_addr().unwrap()), silent);
    for url in ["http://127.0.0.1:1", &silent.0] {
        let log = refused(NAME, &[&moto::IDENTITY[..], &[("AWS_ENDPOINT_URL", url)]].concat());
        assert!(
            log.contains(&format!("the secret `{NAME}`: AWS cannot be asked in the region eu-central-1")),
            "{log}"
        );
        assert!(log.contains("AWS_ENDPOINT_URL") && !log.contains("key-of-nobody"), "{log}");
    }
}

//! Every operation of the script in browsers that do not behave.

use std::{collections::BTreeSet, fs, path::Path};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use stories::{Chromium, Error, Page, Service, VirtualAuthenticator};

use crate::application::Application;

/// What the files in `stories/hostile` say.
fn script(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const NULL: &Value = &Value::Null;

/// How the table says that an operation ends in a browser: with this code, or well.
fn expected<'a>(ends: &'a Value, kind: &str) -> &'a Value {
    match kind {
        "create" => &ends["create"],
        "fetch" => &ends["fetch"],
        "local" => NULL,
        // The service is the first that is asked.
        "token" if !ends["fetch"].is_null() => &ends["get"],
        "token" => &ends["create"],
        // Our server is asked who is signed in, before the service is asked for a passkey.
        "confirm" if !ends["fetch"].is_null() => &ends["fetch"],
        _ => &ends["get"],
    }
}

/// Whether the operation did what it should in a browser that does no harm: it is done, or the server or the device
/// had a reason of its own.
fn went_well(told: &Value) -> bool {
    told.get("done").is_some() || told["status"].is_u64() || told["code"] == "already_registered"
}

fn check(told: &Value, ends: &Value, words: &Value) {
    assert!(
        !told["address"].as_str().unwrap_or_default().contains("verify_"),
        "a token stays in the address: {told}"
    );
    let expected = expected(ends, told["kind"].as_str().unwrap_or_default());
    if told.get("done").is_none() {
        assert_eq!(told["isOurs"], true, "something else than a PasskeyError escaped: {told}");
        let message = told["message"].as_str().unwrap_or_default();
        assert!(message.len() > 20 && !message.contains("undefined"), "{told}");
        let said_by_server = told["status"].is_u64();
        assert!(said_by_server || words[told["code"].as_str().unwrap_or_default()] == message, "{told}");
    }
    let nobody_asked = told["kind"] == "silent" && (told["quiet"] == true || told["done"].is_null());
    let as_expected = match expected {
        Value::Null => went_well(told),
        // The device looks for the account's passkeys before it makes one that nobody can use.
        code => told["code"] == *code || told["code"] == "already_registered" || nobody_asked,
    };
    assert!(as_expected, "expected {expected}, but {told}");
}

/// Whether each passkey on the device is one that the service knows.
async fn nothing_is_left(
    device: &VirtualAuthenticator,
    service: &Service,
    browser: &str,
) -> Result<(), Error> {
    let mut known = BTreeSet::new();
    for user in service.users().await? {
        known.extend(service.credentials(&user).await?);
    }
    for passkey in device.passkeys().await? {
        let id = STANDARD.decode(&passkey.id).map(|id| URL_SAFE_NO_PAD.encode(id)).unwrap_or_default();
        assert!(
            known.contains(&id),
            "a browser that {browser} keeps a passkey that the service does not have"
        );
    }
    Ok(())
}

async fn forget_newcomers(device: &VirtualAuthenticator, alice: &Value) -> Result<(), Error> {
    let handle = alice["userId"].as_str().map(|id| STANDARD.encode(id)).unwrap_or_default();
    for passkey in device.passkeys().await? {
        if passkey.user_handle.trim_end_matches('=') != handle.trim_end_matches('=') {
            device.forget(&passkey).await?;
        }
    }
    Ok(())
}

async fn open(page: &Page, application: &Application) -> Result<Value, Error> {
    for name in ["browsers.js", "operations.js"] {
        page.run_first(&script(name)).await?;
    }
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    let alice = page.eval("globalThis.userName = 'alice'; account.register('alice')").await?;
    page.eval(&format!("globalThis.userId = {}", alice["userId"])).await?;
    Ok(alice)
}

#[tokio::test]
async fn whatever_the_browser_does_a_person_reads_a_sentence_and_goes_on() -> Result<(), Error> {
    let application = Application::start().await;
    let service = application.service();
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let device = page.authenticator().await?;
    device.set_present(true).await?;
    let alice = open(&page, &application).await?;

    let table = page.eval("({ names: hostile.names, ends: hostile.ends, operations: Object.keys(operations), words: WORDS })").await?;
    let list = |member: &str| table[member].as_array().cloned().unwrap_or_default();
    assert!(list("names").len() > 70 && list("operations").len() > 10, "{table}");
    for browser in list("names") {
        // Whatever the one before did, everything works again without loading the page anew.
        let entered = page.eval("account.signIn({ name: 'alice' })").await?;
        assert_eq!(entered["userId"], alice["userId"], "before {browser}");
        for operation in list("operations") {
            let told = page.eval(&format!("tried({browser}, {operation})")).await?;
            check(&told, &table["ends"][browser.as_str().unwrap_or_default()], &table["words"]);
        }
        nothing_is_left(&device, &service, browser.as_str().unwrap_or_default()).await?;
        // An authenticator has room for some dozens.
        forget_newcomers(&device, &alice).await?;
    }
    let uncaught: Vec<_> =
        page.logbook().complaints().into_iter().filter(|said| said.starts_with("uncaught")).collect();
    assert_eq!(uncaught, Vec::<String>::new());
    chromium.close().await
}

#[tokio::test]
async fn no_transport_that_the_service_does_not_know_is_sent() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.authenticator().await?.set_present(true).await?;
    page.run_first(NOTE_TRANSPORTS).await?;
    open(&page, &application).await?;
    assert_eq!(page.eval("sent").await?, json!([["internal"]]));
    let told = page.eval("tried('reports transports that nobody knows', 'register')").await?;
    assert!(told.get("done").is_some(), "{told}");
    assert_eq!(page.eval("sent").await?, json!([["internal"], ["internal"]]));
    chromium.close().await
}

const NOTE_TRANSPORTS: &str = "{
    globalThis.sent = [];
    const fetch = globalThis.fetch;
    globalThis.fetch = (to, options) => {
        const { response } = JSON.parse(options?.body ?? '{}');
        if (response) sent.push(response.response.transports);
        return fetch(to, options);
    };
}";

//! The data file.
#![cfg(all(feature = "file", feature = "testing"))]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use passwordless_emulator::{App, Emulator};
use serde_json::json;
use support::{Backend, ORIGIN};

#[tokio::test]
async fn everything_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passkeys.redb");
    let start = || Emulator::builder().data(&path).app(App::named("demo")).start().unwrap();
    let emulator = start();
    let keys = (emulator.api_secret().to_owned(), emulator.api_key().to_owned());
    let backend = Backend::new(&emulator);
    let alice = emulator.browser(ORIGIN).counter(3).nickname("laptop");
    let token = json!({ "userId": "alice", "username": "alice", "aliases": ["fry", "philip"], "aliasHashing": false });
    let registered = alice.register(&backend.register_token_with(token).await).await.unwrap();
    let bob = emulator.browser(ORIGIN);
    bob.register(&backend.register_token("bob").await).await.unwrap();
    let session =
        backend.post_public("/signin/begin", &json!({ "RPID": "localhost", "Origin": ORIGIN })).await.1;
    alice.sign_in().await.unwrap();
    assert_eq!(backend.post("/users/delete", &json!({ "userId": "bob" })).await.0, 200);
    let before = (
        backend.get("/credentials/list?userId=alice").await,
        backend.get("/alias/list?userId=alice").await,
        backend.get("/users/list").await,
    );
    drop(emulator);

    let emulator = start();
    assert_eq!(
        keys,
        (emulator.api_secret().to_owned(), emulator.api_key().to_owned()),
        "generated keys are kept"
    );
    let backend = Backend::new(&emulator);
    let after = (
        backend.get("/credentials/list?userId=alice").await,
        backend.get("/alias/list?userId=alice").await,
        backend.get("/users/list").await,
    );
    assert_eq!(before, after);
    assert_eq!(before.0.1["values"][0]["signatureCounter"], 4);
    // Earlier tokens and sessions are still good, since the keys that seal them are kept.
    assert_eq!(backend.user_of(&registered).await, "alice");
    let signed = alice.passkey().get(&session["data"], ORIGIN).unwrap();
    let body =
        json!({ "session": session["session"], "response": signed, "RPID": "localhost", "Origin": ORIGIN });
    let (status, answer) = backend.post_public("/signin/complete", &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(backend.user_of(answer["token"].as_str().unwrap()).await, "alice");
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |path: &std::path::Path| Emulator::builder().data(path).start().unwrap_err().to_string();

    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "these are notes, and long enough to be taken for the header of a database file by nobody",
    )
    .unwrap();
    assert!(refusal(&text).contains("not a data file of an emulator"), "{}", refusal(&text));
    assert!(std::fs::read_to_string(&text).unwrap().starts_with("these are notes"));

    assert!(refusal(&folder.path().join("no/such/folder/x.redb")).contains("does its folder exist"));
    assert!(refusal(folder.path()).contains("cannot be opened"), "{}", refusal(folder.path()));

    let used = folder.path().join("used.redb");
    let emulator = Emulator::builder().data(&used).start().unwrap();
    assert!(refusal(&used).contains("another emulator uses it"), "{}", refusal(&used));
    drop(emulator);
    Emulator::builder().data(&used).start().unwrap();
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    const ORDERS: redb::TableDefinition<u64, &str> = redb::TableDefinition::new("orders");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.redb");
    let shop = redb::Database::create(&path).unwrap();
    let sale = shop.begin_write().unwrap();
    sale.open_table(ORDERS).unwrap().insert(1, "a lamp").unwrap();
    sale.commit().unwrap();
    drop(shop);
    let refusal = Emulator::builder().data(&path).start().unwrap_err().to_string();
    assert!(refusal.contains("another program"), "{refusal}");
}

#[tokio::test]
async fn what_every_call_leaves_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passkeys.redb");
    let start = || Emulator::builder().data(&path).start().unwrap();
    let emulator = start();
    let runner = Backend::new(&emulator);
    let app = runner.new_app("acme", json!({ "eventLoggingIsEnabled": true, "adminEmail": "a@b", "magicLinkEmailMonthlyQuota": 9, "maxUsers": 7 })).await;
    let browser = passwordless_emulator::testing::Browser::new(&app.url, &app.public, ORIGIN);
    browser.register(&app.register_token("alice").await).await.unwrap();
    browser.sign_in().await.unwrap();
    for (path, body) in [
        ("/auth-configs/add", json!({ "purpose": "pay", "performedBy": "ann", "hints": ["hybrid"] })),
        ("/auth-configs/add", json!({ "purpose": "gone", "performedBy": "ann" })),
        ("/auth-configs/delete", json!({ "purpose": "gone", "performedBy": "ann" })),
        (
            "/magic-links/send",
            json!({ "emailAddress": "a@b", "urlTemplate": "http://x/$TOKEN", "userId": "alice" }),
        ),
        ("/apps/features", json!({ "enableMagicLinks": false, "performedBy": "ann" })),
    ] {
        let (status, answer) = app.post(path, &body).await;
        assert!(status < 300, "{path}: {status} {answer}");
    }
    let (_, made) = app.manage("POST", "/admin/apps/acme/public-keys", &json!({ "scopes": [1] })).await;
    let id = made["apiKey"].as_str().unwrap();
    let lock = format!("/admin/apps/acme/api-keys/{}/lock", &id[id.len() - 4..]);
    assert_eq!(app.manage("POST", &lock, &serde_json::Value::Null).await.0, 204);
    runner.new_app("shortlived", json!({})).await;
    let mark =
        runner.manage("POST", "/admin/apps/shortlived/mark-delete", &json!({ "deletedBy": "ann" })).await;
    assert_eq!(mark.0, 200);
    let before = emulator.export();
    drop(emulator);
    let emulator = start();
    assert_eq!(before, emulator.export());
    // And what an import brought.
    let other = Emulator::builder().data(folder.path().join("other.redb")).start().unwrap();
    other.import(&before).unwrap();
    drop(other);
    let other = Emulator::builder().data(folder.path().join("other.redb")).start().unwrap();
    assert_eq!(before, other.export());
}

#[tokio::test]
async fn the_file_does_not_grow_with_each_use_of_a_passkey() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passkeys.redb");
    let start = || Emulator::builder().data(&path).app(App::named("demo")).start().unwrap();
    let emulator = start();
    let alice = emulator.browser(ORIGIN).counter(1);
    alice.register(&Backend::new(&emulator).register_token("alice").await).await.unwrap();
    for _ in 0..40 {
        alice.sign_in().await.unwrap();
    }
    let listed =
        async |emulator: &Emulator| Backend::new(emulator).get("/credentials/list?userId=alice").await;
    let before = listed(&emulator).await;
    drop(emulator);
    let long = changes_in(&path);
    let emulator = start();
    assert_eq!(before, listed(&emulator).await);
    drop(emulator);
    let short = changes_in(&path);
    // The log of events is kept whole; forty uses of a passkey are the last one.
    assert!(short + 40 <= long, "{long} changes became {short}");
    let emulator = start();
    assert_eq!(before, listed(&emulator).await);
}

fn changes_in(path: &std::path::Path) -> u64 {
    use redb::{ReadableDatabase as _, ReadableTableMetadata as _};

    const CHANGES: redb::TableDefinition<u64, &[u8]> =
        redb::TableDefinition::new("passwordless-emulator changes 1");
    let database = redb::Database::open(path).unwrap();
    database.begin_read().unwrap().open_table(CHANGES).unwrap().len().unwrap()
}

//! The same with the vendor's own browser client, over the demo's routes.

use std::{fs, path::Path};

use passwordless::Client;
use serde_json::{Value, json};
use stories::{Demo, Error};

use crate::{stage::play, visitor::Visitor};

#[tokio::test]
async fn the_vendors_browser_client_registers_and_signs_in() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        load(&alice).await?;
        let (status, permission) = alice.post("/create-token", &json!({"username": "alice"})).await?;
        assert_eq!(status, 200, "{permission}");
        let token = call(&alice, &format!("register({}, 'laptop')", permission["token"])).await?;
        let (status, made) = alice.post("/complete-registration", &json!({"token": token})).await?;
        assert_eq!((status, &made["name"]), (201, &json!("alice")), "{made}");
        assert!(alice.is_signed_in().await?);

        let by_id = format!("signinWithId({})", made["userId"]);
        for way in [&by_id, "signinWithAlias('alice')", "signinWithDiscoverable()", "signinWithAutofill()"] {
            alice.open(&stage.demo.at("/me")).await?;
            alice.sign_out().await?;
            load(&alice).await?;
            assert!(!alice.is_signed_in().await?);
            let token = call(&alice, way).await?;
            let (status, welcome) = alice.post("/verify-signin", &json!({"token": token})).await?;
            assert_eq!((status, &welcome["name"]), (200, &json!("alice")), "{way}: {welcome}");
            assert!(alice.is_signed_in().await?, "{way}");
        }

        let confirm =
            format!("stepup({{ signinMethod: {{ userId: {} }}, purpose: 'step-up' }})", made["userId"]);
        let token = call(&alice, &confirm).await?;
        let api =
            alice.page.eval("document.querySelector('meta[name=passwordless-api-url]').content").await?;
        let secret = Demo::SECRET.parse().expect("the demo's secret");
        let service =
            Client::builder(secret).url(api.as_str().unwrap_or_default()).build().expect("a client");
        let confirmed =
            service.verify(&serde_json::from_value(token).expect("a token")).await.expect("a user");
        assert_eq!((confirmed.purpose(), &json!(confirmed.user_id())), (Some("step-up"), &made["userId"]));
        Ok(())
    })
    .await
}

/// Brings the vendor's client into the page, through the debugger: the page's own policy would not load it.
async fn load(visitor: &Visitor) -> Result<(), Error> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("node/node_modules/@passwordlessdev/passwordless-client/dist/umd/passwordless.umd.min.js");
    let script = fs::read_to_string(&script).map_err(|source| Error::System {
        action: format!("read {} (run `npm ci` in stories/node)", script.display()),
        source,
    })?;
    // The page's own autofill is pending, and a page can have one request at a time.
    visitor.passkeys("signIn({ signal: AbortSignal.abort() })").await?;
    visitor.page.eval(&script).await?;
    let client = "window.vendor = new Passwordless.Client({
        apiUrl: document.querySelector('meta[name=passwordless-api-url]').content,
        apiKey: document.querySelector('meta[name=passwordless-api-key]').content,
    }); 'ready'";
    visitor.page.eval(client).await?;
    Ok(())
}

/// Calls the vendor's client with somebody at the sensor, and returns the token.
async fn call(visitor: &Visitor, way: &str) -> Result<Value, Error> {
    visitor.authenticator.set_present(true).await?;
    let answer = visitor.page.eval(&format!("vendor.{way}")).await?;
    visitor.authenticator.set_present(false).await?;
    assert!(answer["token"].as_str().is_some_and(|token| token.starts_with("verify_")), "{way}: {answer}");
    Ok(answer["token"].clone())
}

//! Where passkeys cannot work, the page says what was seen, what is allowed and which setting to change.

#![allow(clippy::expect_used, reason = "a test may expect")]

use passwordless_emulator::{App, Emulator};
use serde_json::{Value, json};
use stories::{Demo, Error, Page};

use crate::{
    accessibility::examine,
    forwarder::Forwarder,
    stage::{play, play_with},
};

/// A public key that the service has never seen.
const OTHER_KEY: &str = "demo:public:00000000000000000000000000000000";

/// What the notice says, once it is there; it is a live region from the start.
async fn notice(page: &Page) -> Result<String, Error> {
    let said = page.wait_for("document.querySelector('#doctor[role=alert]')?.innerText").await?;
    Ok(said.as_str().unwrap_or_default().to_owned())
}

async fn says(page: &Page, words: &[&str]) -> Result<(), Error> {
    let said = notice(page).await?;
    for words in [&["Seen", "Allowed", "To change"], words].concat() {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    Ok(())
}

/// How many buttons there are, and how many of them are switched off.
async fn buttons(page: &Page) -> Result<(u64, u64), Error> {
    let counted = page
        .eval("(all => [all.length, all.filter(one => one.disabled).length])([...document.querySelectorAll('button')])")
        .await?;
    Ok((counted[0].as_u64().unwrap_or_default(), counted[1].as_u64().unwrap_or_default()))
}

async fn cannot_be_pressed(page: &Page) -> Result<(), Error> {
    assert_eq!(buttons(page).await?, (3, 3));
    assert_eq!(page.eval("window.askedForAutofill ?? false").await?, false, "nothing was tried in vain");
    Ok(())
}

#[tokio::test]
async fn another_host_name_is_led_to_the_configured_one() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.stranger().await?;
        let (ours, port) = (stage.demo.at(""), stage.demo.port());
        let seen = format!("http://other.localhost:{port}");
        alice.page.goto(&format!("{seen}/?next=/me")).await?;
        says(&alice.page, &["another host name", &seen, &ours, &format!("ORIGIN={seen}")]).await?;
        cannot_be_pressed(&alice.page).await?;

        alice.page.click("#doctor a").await?;
        alice.arrive("/").await?;
        assert_eq!(alice.page.url().await?, format!("{ours}/?next=/me"));
        assert_eq!(alice.page.eval("document.querySelector('#doctor').innerText").await?, "", "all is well");
        assert_eq!(buttons(&alice.page).await?, (3, 0));
        alice.register("alice").await?;
        let said = stage.demo.said();
        let warnings: Vec<_> = said.lines().filter(|line| line.contains("people come to")).collect();
        assert_eq!(warnings.len(), 1, "{said}");
        for words in [&format!("other.localhost:{port}"), &ours, "ORIGIN"] {
            assert!(warnings[0].contains(words), "{words} in {warnings:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_notice_is_for_everybody() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.stranger().await?;
        alice.page.goto(&format!("http://other.localhost:{}/", stage.demo.port())).await?;
        notice(&alice.page).await?;
        examine(&alice, "the notice").await
    })
    .await
}

#[tokio::test]
async fn behind_a_proxy_the_public_port_is_the_right_one() -> Result<(), Error> {
    let proxy = Forwarder::start().await;
    play_with(&[("ORIGIN", &proxy.origin)], async |stage| {
        proxy.lead_to(stage.demo.port());
        let alice = stage.stranger().await?;
        alice.page.goto(&stage.demo.at("/")).await?;
        let seen = stage.demo.at("");
        says(&alice.page, &["another port", &seen, &proxy.origin, "ORIGIN="]).await?;
        cannot_be_pressed(&alice.page).await?;

        alice.open(&proxy.origin).await?;
        assert_eq!(alice.page.eval("document.querySelector('#doctor').innerText").await?, "");
        alice.register("alice").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_frame_of_another_site_is_told_to_be_left() -> Result<(), Error> {
    let (proxy, elsewhere) = (Forwarder::start().await, Forwarder::start().await);
    play_with(&[("ORIGIN", &proxy.origin)], async |stage| {
        proxy.lead_to(stage.demo.port());
        let alice = stage.stranger().await?;
        // The page in the frame is another origin's, so its notice has to be handed up.
        alice
            .page
            .run_first(
                "if (window === top) addEventListener('message', ({ data }) => { window.heard = data; });
                 else new MutationObserver(() => top.postMessage({
                    said: document.querySelector('#doctor')?.innerText,
                    off: document.querySelectorAll('button:disabled').length,
                 }, '*')).observe(document, { childList: true, subtree: true, attributes: true })",
            )
            .await?;
        alice.page.goto(&format!("{}/frame?{}/", elsewhere.origin, proxy.origin)).await?;
        let heard =
            alice.page.wait_for("window.heard?.said && window.heard.off === 3 && window.heard").await?;
        let said = heard["said"].as_str().unwrap_or_default();
        for words in ["in a frame", &elsewhere.origin, "Seen", "Allowed", "To change"] {
            assert!(said.contains(words), "{words} in {said}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_service_out_of_the_browsers_reach_names_its_setting() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.stranger().await?;
        alice.page.logbook().expect("ERR_BLOCKED_BY_CLIENT");
        alice.page.block(&["*/signin/begin", "*/register/begin"]).await?;
        alice.page.goto(&stage.demo.at("/")).await?;
        let api = stage.api(&alice).await?;
        says(&alice.page, &["no answer", &api, "API_URL"]).await?;
        assert_eq!(buttons(&alice.page).await?, (3, 0), "it may pass by itself");

        alice.page.block(&[]).await?;
        alice.register("alice").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_public_key_that_the_service_does_not_know_names_its_setting() -> Result<(), Error> {
    let app = App::new("demo").and_then(|app| app.secret(Demo::SECRET));
    let service = Emulator::builder().app(app.expect("an application")).start().expect("a service");
    let variables = [("API_URL", service.url()), ("API_SECRET", Demo::SECRET), ("API_KEY", OTHER_KEY)];
    play_with(&variables, async |stage| {
        let alice = stage.stranger().await?;
        alice.page.logbook().expect("401");
        alice.page.goto(&stage.demo.at("/")).await?;
        says(&alice.page, &[OTHER_KEY, service.url(), "Set API_KEY"]).await?;
        assert_eq!(buttons(&alice.page).await?, (3, 0));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_refusal_of_the_server_names_its_setting_on_the_page_and_in_the_log() -> Result<(), Error> {
    let proxy = Forwarder::start().await;
    play_with(&[("ORIGIN", &proxy.origin)], async |stage| {
        proxy.lead_to(stage.demo.port());
        proxy.pretend("https://inside.example");
        let alice = stage.stranger().await?;
        alice.page.logbook().expect("403");
        alice.open(&proxy.origin).await?;
        let outcome = alice.fail_to_register("alice").await?;
        assert_eq!(outcome.code, "cross_site_request", "{outcome:?}");
        says(&alice.page, &[&proxy.origin, "ORIGIN"]).await?;
        assert_eq!(buttons(&alice.page).await?, (3, 0));
        let said = stage.demo.said();
        let refused = said.lines().find(|line| line.contains("cross_site_request")).unwrap_or_default();
        for words in ["https://inside.example", &proxy.origin] {
            assert!(refused.contains(words), "{words} in {said}");
        }
        Ok(())
    })
    .await
}

/// Every way in which page and settings can disagree, judged by the script that any application serves.
#[tokio::test]
async fn the_script_tells_all_disagreements_apart() -> Result<(), Error> {
    const LOCAL: &[&str] = &["http://localhost:4000"];
    const APP: &[&str] = &["https://app.example", "android:apk-key-hash:abc"];
    const TWO: &[&str] = &["https://example.com", "https://shop.example.com"];
    // Allowed origins and relying party; where the page is; what is wrong; where it would work.
    type Case = (&'static [&'static str], Value, &'static str, Value, Value);
    let cases: [Case; 22] = [
        (LOCAL, Value::Null, "http://localhost:4000/me", Value::Null, Value::Null),
        (LOCAL, json!("localhost"), "http://localhost:4000/", Value::Null, Value::Null),
        (
            LOCAL,
            Value::Null,
            "http://127.0.0.1:4000/me?x=1#t",
            json!("ip_address"),
            json!("http://localhost:4000/me?x=1"),
        ),
        (LOCAL, Value::Null, "http://[::1]:4000/", json!("ip_address"), json!("http://localhost:4000/")),
        (LOCAL, Value::Null, "http://192.168.1.5:4000/", json!("ip_address"), Value::Null),
        (LOCAL, Value::Null, "http://localhost:4001/", json!("other_port"), json!("http://localhost:4000/")),
        (
            LOCAL,
            Value::Null,
            "https://localhost:4000/",
            json!("other_scheme"),
            json!("http://localhost:4000/"),
        ),
        (
            LOCAL,
            Value::Null,
            "http://shop.localhost:4000/",
            json!("other_host"),
            json!("http://localhost:4000/"),
        ),
        (LOCAL, Value::Null, "http://laptop:4000/", json!("insecure_page"), Value::Null),
        (LOCAL, Value::Null, "https://tunnel.example/", json!("other_host"), Value::Null),
        (APP, json!("app.example"), "https://app.example/", Value::Null, Value::Null),
        (APP, Value::Null, "http://app.example/", json!("other_scheme"), json!("https://app.example/")),
        (APP, Value::Null, "http://app.example:4000/", json!("other_scheme"), json!("https://app.example/")),
        (APP, Value::Null, "https://app.example:8443/", json!("other_port"), json!("https://app.example/")),
        (APP, Value::Null, "https://www.app.example/", json!("other_host"), json!("https://app.example/")),
        (APP, Value::Null, "http://10.0.0.7/", json!("ip_address"), json!("https://app.example/")),
        (APP, Value::Null, "http://inside/", json!("insecure_page"), json!("https://app.example/")),
        (APP, Value::Null, "http://localhost:4000/", json!("other_host"), json!("https://app.example/")),
        (TWO, Value::Null, "https://shop.example.com/", Value::Null, Value::Null),
        (
            TWO,
            Value::Null,
            "https://shop.example.com:1/a",
            json!("other_port"),
            json!("https://shop.example.com/a"),
        ),
        (TWO, json!("shop.example.com"), "https://example.com/", json!("relying_party"), Value::Null),
        (APP, json!("pp.example"), "https://app.example/", json!("relying_party"), Value::Null),
    ];
    play(async |stage| {
        let alice = stage.visitor().await?;
        let diagnose = async |configured: Value, here: Value| {
            let script = format!(
                "import('/passkeys/passwordless.js').then(s => s.diagnose({configured}, {here}) ?? null)"
            );
            alice.page.eval(&script).await
        };
        for (origins, rp_id, url, code, open) in cases {
            let is_local = url.contains("localhost") || url.contains("127.0.0.1") || url.contains("[::1]");
            let here = json!({"url": url, "isSecure": is_local || url.starts_with("https")});
            let mut configured = json!({"origins": origins});
            if !rp_id.is_null() {
                configured["rpId"] = rp_id;
            }
            let found = diagnose(configured, here).await?;
            assert_eq!((&found["code"], &found["open"]), (&code, &open), "{url}: {found}");
            if !code.is_null() {
                for member in ["message", "seen", "allowed"] {
                    assert!(found[member].as_str().is_some_and(|said| said.len() > 3), "{member} in {found}");
                }
            }
        }
        let secure = json!({"url": "https://app.example/", "isSecure": true});
        for (api, code) in [
            ("https://v4.passwordless.dev", Value::Null),
            ("http://localhost:5701", Value::Null),
            ("http://passkeys.example", json!("mixed_content")),
        ] {
            let found = diagnose(json!({"origins": APP, "apiUrl": api}), secure.clone()).await?;
            assert_eq!(found["code"], code, "{api}: {found}");
        }
        let framed =
            json!({"url": "https://app.example/", "isSecure": true, "frameOf": "https://portal.example"});
        assert_eq!(diagnose(json!({"origins": APP}), framed).await?["code"], "framed");
        Ok(())
    })
    .await
}

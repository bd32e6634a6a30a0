//! The browser script's account, in real Chromium, against the routes that an axum application nests.

#![allow(clippy::panic, reason = "a test may say why it cannot go on")]

mod application;
mod broken_connection;
mod hostile;
mod shared_device;
mod two_tabs;

use std::time::Duration;

use serde_json::{Value, json};
use stories::{Chromium, Error, Page};

use crate::application::Application;

/// Calls the page's account, and returns what came of it, or the code of its error.
pub(crate) async fn account(page: &Page, call: &str) -> Result<Value, Error> {
    page.eval(&format!(
        "account.{call}.then(done => done ?? null, ({{ code, message }}) => ({{ code, message }}))"
    ))
    .await
}

/// The same of the ceremonies alone, for routes of one's own.
async fn passkeys(page: &Page, call: &str) -> Result<Value, Error> {
    page.eval(&format!(
        "passkeys.{call}.then(done => done ?? null, ({{ code, message }}) => ({{ code, message }}))"
    ))
    .await
}

async fn status(page: &Page, request: &str) -> Result<Value, Error> {
    page.eval(&format!("fetch({request}).then(answer => answer.status)")).await
}

#[tokio::test]
async fn a_whole_account_is_led_by_the_script() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let authenticator = page.authenticator().await?;
    authenticator.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    // Chromium logs each refusal that is asked for below.
    for refusal in ["401", "409"] {
        page.logbook().expect(refusal);
    }

    assert_eq!(status(&page, "'/me'").await?, 401);
    let made = account(&page, "register('Alice')").await?;
    assert_eq!(made["name"], "Alice", "{made}");
    assert_eq!(status(&page, "'/me'").await?, 200);
    assert_eq!(account(&page, "register('aLICE')").await?["code"], "name_taken");

    let listed = account(&page, "passkeys()").await?;
    let first = listed["passkeys"][0]["id"].as_str().unwrap_or_default().to_owned();
    let delete = format!("deletePasskey('{first}')");
    assert_eq!(account(&page, &delete).await?["code"], "last_passkey");
    assert_eq!(account(&page, "addPasskey()").await?["code"], "already_registered");

    // Another device: this one has forgotten the passkey, and may make one more.
    for passkey in authenticator.passkeys().await? {
        authenticator.forget(&passkey).await?;
    }
    let two = account(&page, "addPasskey()").await?;
    assert_eq!(two["passkeys"].as_array().map(Vec::len), Some(2), "{two}");
    let one = account(&page, &delete).await?;
    assert_eq!(
        (one["passkeys"].as_array().map(Vec::len), &one["signedOut"]),
        (Some(1), &json!(true)),
        "{one}"
    );
    assert_eq!(status(&page, "'/me'").await?, 401, "the session of a deleted passkey has ended");

    let by_name = account(&page, "signIn({ name: ' ALICE ' })").await?;
    assert_eq!(by_name["userId"], made["userId"], "{by_name}");
    assert_eq!(account(&page, "stepUp()").await?["purpose"], "step-up");
    assert_eq!(status(&page, "'/close-account', { method: 'POST' }").await?, 204);

    assert_eq!(account(&page, "signOut()").await?, Value::Null);
    assert_eq!(status(&page, "'/me'").await?, 401);
    assert_eq!(account(&page, "signIn()").await?["userId"], made["userId"]);
    assert_eq!(account(&page, "signOutEverywhere()").await?, Value::Null);
    assert_eq!(status(&page, "'/me'").await?, 401);
    assert_eq!(account(&page, "autofill()").await?["userId"], made["userId"]);
    assert_eq!(status(&page, "'/me'").await?, 200);

    assert!(page.logbook().complaints().is_empty(), "{:?}", page.logbook().complaints());
    chromium.close().await
}

#[tokio::test]
async fn an_old_sign_in_is_confirmed_by_itself_before_a_passkey_is_touched() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let authenticator = page.authenticator().await?;
    authenticator.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    let made = account(&page, "register('alice')").await?;
    let user_id = made["userId"].as_str().unwrap_or_default();
    page.set_cookies(&application.signed_in_ago(user_id, Duration::from_secs(6 * 60))).await?;
    let steps = "globalThis.steps = []; globalThis.onStep = step => steps.push(step)";
    page.eval(steps).await?;

    // The server asks for a step-up, and after it refuses to delete the last one: somebody has confirmed.
    let listed = account(&page, "passkeys()").await?;
    let id = listed["passkeys"][0]["id"].as_str().unwrap_or_default();
    let deleted = account(&page, &format!("deletePasskey('{id}', {{ onStep }})")).await?;
    assert_eq!(deleted["code"], "last_passkey", "{deleted}");
    assert_eq!(page.eval("steps").await?, json!(["preparing", "waiting", "finishing"]));
    assert_eq!(authenticator.passkeys().await?[0].sign_count, 2, "one to register, one to confirm");

    // Whoever does not confirm gets nothing.
    page.set_cookies(&application.signed_in_ago(user_id, Duration::from_secs(6 * 60))).await?;
    authenticator.set_verified(false).await?;
    let refused = account(&page, &format!("deletePasskey('{id}')")).await?;
    assert!(refused["code"].is_string() && refused["code"] != "last_passkey", "nobody confirmed: {refused}");
    chromium.close().await
}

#[tokio::test]
async fn a_server_that_has_gone_is_said_in_plain_words() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    page.block(&["*/passkeys/register"]).await?;
    let outcome = account(&page, "register('alice')").await?;
    assert_eq!(outcome["code"], "server_unreachable");
    assert!(
        outcome["message"].as_str().is_some_and(|words| words.contains("cannot be reached")),
        "{outcome}"
    );
    chromium.close().await
}

#[tokio::test]
async fn a_token_is_brought_to_a_route_of_the_application() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.authenticator().await?.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    page.logbook().expect("401");
    let made = account(&page, "register('alice')").await?;
    let entered =
        passkeys(&page, "signIn({ alias: 'alice', to: '/own/sign-in', body: { remember: true } })").await?;
    assert_eq!(entered, json!({ "userId": made["userId"], "body": { "remember": true } }));
    let confirm = format!("confirm('step-up', {{ userId: {}, to: '/own/sign-in' }})", made["userId"]);
    let refused = passkeys(&page, &confirm).await?;
    assert!(refused["code"].is_string(), "a confirmation signs nobody in: {refused}");
    let portal = passkeys(&page, "signIn({ alias: 'alice', to: '/own/page' })").await?;
    assert_eq!(portal["code"], "server_failed", "{portal}");
    let unknown = passkeys(&page, "confirm('step-up', { userId: 'nobody', to: '/own/sign-in' })").await?;
    assert_eq!(unknown["code"], "no_passkeys_yet", "nobody else's passkey is asked for: {unknown}");
    chromium.close().await
}

#[tokio::test]
async fn a_later_sign_in_takes_over_from_one_whose_answer_is_on_its_way() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.authenticator().await?.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    account(&page, "register('alice')").await?;
    page.eval(HOLD_THE_FIRST_SIGN_IN).await?;
    page.eval("void (globalThis.earlier = account.signIn().then(() => 'in', error => error.code))").await?;
    page.wait_for("globalThis.held").await?;
    let alice = account(&page, "signIn({ name: 'alice' })").await?;
    assert_eq!(page.eval("earlier").await?, "superseded", "nobody goes on with a session that has ended");
    assert_eq!(account(&page, "session()").await?["userId"], alice["userId"]);
    chromium.close().await
}

/// The server has answered, and the page hears of it half a second later.
const HOLD_THE_FIRST_SIGN_IN: &str = "{
    const real = globalThis.fetch;
    globalThis.fetch = async (to, options) => {
        const answer = await real(to, options);
        if (!globalThis.held && String(to).endsWith('/sign-in')) {
            globalThis.held = true;
            await new Promise(resolve => setTimeout(resolve, 500));
        }
        return answer;
    };
}";

#[tokio::test]
async fn a_sentence_can_be_replaced_and_a_session_beside_ours_ended() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.authenticator().await?.set_present(true).await?;
    page.goto(&application.url).await?;
    let settings = "{ words: { name_taken: 'Name schon vergeben.', cancelled: 'Abgebrochen.' },
        onSignedOut: () => { globalThis.ended = (globalThis.ended ?? 0) + 1; },";
    page.eval(&application.make_account().replacen("Account({", &format!("Account({settings}"), 1)).await?;
    page.logbook().expect("409");
    account(&page, "register('alice')").await?;
    let taken = account(&page, "register('Alice')").await?;
    assert_eq!(taken, json!({ "code": "name_taken", "message": "Name schon vergeben." }));
    page.logbook().expect("422");
    let told = "account.register('pat', { form: { email: 'a' } }).catch(error => [error.code, error.problem.errors])";
    assert_eq!(page.eval(told).await?, json!(["invalid_form", { "email": "That is no e-mail address." }]));
    let cancelled = account(&page, "stepUp('step-up', { signal: AbortSignal.abort() })").await?;
    assert_eq!(cancelled["message"], "Abgebrochen.");
    account(&page, "signOutEverywhere()").await?;
    account(&page, "signIn({ name: 'alice' })").await?;
    account(&page, "signOut()").await?;
    assert_eq!(page.eval("ended").await?, 2);

    // Our cookie goes even where the server could not end the session, and so does the other one. A page of a proxy, and a
    // refusal, end nothing.
    for (answer, code, ended) in [
        (
            "Response.json({ code: 'unavailable', detail: 'Later.', status: 503 }, { status: 503 })",
            "unavailable",
            3,
        ),
        ("new Response('<p>', { status: 502 })", "server_failed", 3),
        (
            "Response.json({ code: 'cross_site_request', status: 403 }, { status: 403 })",
            "cross_site_request",
            3,
        ),
    ] {
        let answering = format!("globalThis.real ??= fetch; globalThis.fetch = async () => {answer}");
        page.eval(&answering).await?;
        let told = account(&page, "signOut()").await?;
        assert_eq!((&told["code"], page.eval("ended").await?), (&json!(code), json!(ended)), "{told}");
    }
    chromium.close().await
}

/// The application may have renamed the user since the device heard of them.
#[tokio::test]
async fn the_device_is_told_under_which_name_to_offer_the_passkeys() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let device = page.authenticator().await?;
    device.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    account(&page, "register('alice')").await?;
    let note = "PublicKeyCredential.signalCurrentUserDetails = async told => { globalThis.told = told; }";
    page.eval(note).await?;
    for call in ["signIn({ name: 'alice' })", "session()"] {
        page.eval("globalThis.told = undefined").await?;
        account(&page, call).await?;
        let told = page.eval("told").await?;
        let handle = device.passkeys().await?.remove(0).user_handle.replace('+', "-").replace('/', "_");
        let expected = json!({
            "rpId": "localhost", "userId": handle.trim_end_matches('='), "name": "alice", "displayName": "alice",
        });
        assert_eq!(told, expected, "{call}");
    }
    chromium.close().await
}

#[tokio::test]
async fn the_way_on_after_signing_in_never_leaves_the_origin() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    for (query, path) in [
        ("", "/me"),
        ("?next=/orders%3Fpage=2", "/orders?page=2"),
        ("?next=https://evil.example/", "/me"),
        ("?next=//evil.example/", "/me"),
        ("?next=/%5Cevil.example/", "/me"),
        ("?next=/%09/evil.example/", "/me"),
        ("?next=javascript:alert(1)", "/me"),
        ("?next=me", "/me"),
        ("?next=/.//evil.example/", "//evil.example/"),
    ] {
        page.goto(&format!("{}/{query}", application.url)).await?;
        let next = "import('/passkeys/passwordless.js').then(({ next }) => next('/me'))";
        let next = page.eval(next).await?;
        // The whole address, so that `//evil.example/` is a path and no host.
        assert_eq!(next, format!("{}{path}", application.url), "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_can_have_no_passkeys_or_the_wrong_key_is_told() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&application.url.replace("localhost", "127.0.0.1")).await?;
    page.eval(&application.make_account()).await?;
    // Before the server is asked, whose answer would be about origins.
    for call in ["register('Alice')", "signIn()", "addPasskey()"] {
        assert_eq!(account(&page, call).await?["code"], "wrong_address", "{call}");
    }
    let swapped = application.make_account().replace(":public:", ":secret:");
    let told = page.eval(&format!("{swapped}.catch(error => error.message)")).await?;
    assert!(told.as_str().is_some_and(|text| text.contains("put the public one there")), "{told}");
    Ok(())
}

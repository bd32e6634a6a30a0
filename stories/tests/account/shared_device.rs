//! One device or browser for several: people, tabs, requests.

use std::time::Duration;

use serde_json::{Value, json};
use stories::{Chromium, Error, Page};

use crate::{account, application::Application};

/// A call whose outcome is looked at later, as `globalThis[name]`.
async fn begin(page: &Page, name: &str, call: &str) -> Result<(), Error> {
    let call = format!(
        "globalThis.{name}Step = globalThis.{name} = undefined;
         void account.{call}.then(done => done ?? null, ({{ code, message }}) => ({{ code, message }}))
            .then(told => {{ globalThis.{name} = told; }})"
    );
    page.eval(&call).await.map(drop)
}

#[tokio::test]
async fn only_the_signed_in_users_passkeys_are_asked_for() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.authenticator().await?.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    // The device would pick the one that came last, or let the person choose the wrong one.
    let alice = account(&page, "register('alice')").await?;
    account(&page, "signOut()").await?;
    let bob = account(&page, "register('bob')").await?;
    account(&page, "signOut()").await?;
    for (name, user) in [("alice", &alice), ("bob", &bob)] {
        account(&page, &format!("signIn({{ name: '{name}' }})")).await?;
        page.eval(&application.make_account()).await?;
        page.eval("globalThis.asked = []; globalThis.get ??= navigator.credentials.get.bind(navigator.credentials);
            navigator.credentials.get = options => { asked.push(options.publicKey.allowCredentials.length); return get(options); }")
            .await?;
        let confirmed = account(&page, "stepUp()").await?;
        assert_eq!(confirmed["userId"], user["userId"], "{name}: {confirmed}");
        assert_eq!(page.eval("asked").await?, json!([1]), "{name}");

        // After a reload the page knows nobody, and a sign-in of some time ago has to be confirmed.
        page.reload().await?;
        page.eval(&application.make_account()).await?;
        let user_id = user["userId"].as_str().unwrap_or_default();
        page.set_cookies(&application.signed_in_ago(user_id, Duration::from_secs(6 * 60))).await?;
        page.logbook().expect("401");
        let added = account(&page, "addPasskey()").await?;
        assert_eq!(added["code"], "already_registered", "confirmed, and so asked for a new one: {added}");
        account(&page, "signOut()").await?;
    }
    chromium.close().await
}

#[tokio::test]
async fn a_later_request_takes_over_from_one_that_never_ends() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let device = page.authenticator().await?;
    device.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    let made = account(&page, "register('alice')").await?;
    for never in ["signIn()", "stepUp()", "addPasskey()", "register('bob')", "autofill()"] {
        // One that does not even listen to the signal that would end it.
        page.eval(
            "{ const never = () => new Promise(() => { globalThis.isOpen = true; });
            globalThis.isOpen = false;
            Object.assign(navigator.credentials, { get: never, create: never }); }",
        )
        .await?;
        begin(&page, "first", never).await?;
        page.wait_for("isOpen").await?;
        page.eval("delete navigator.credentials.get, delete navigator.credentials.create").await?;
        let entered = account(&page, "signIn({ name: 'alice' })").await?;
        assert_eq!(entered["userId"], made["userId"], "after {never}: {entered}");
        let first = page.wait_for("globalThis.first").await?;
        assert_eq!(first["code"], "superseded", "{never}: {first}");
    }
    chromium.close().await
}

/// The cookie that says who registers is the browser's, and two tabs share it.
#[tokio::test]
async fn of_two_registrations_one_succeeds_and_nothing_is_left_of_the_other() -> Result<(), Error> {
    let application = Application::start().await;
    let service = application.service();
    let chromium = Chromium::launch().await?;
    let person = chromium.person().await?;
    let (one, other) = (person.page().await?, person.page().await?);
    let (device, second) = (one.authenticator().await?, other.authenticator().await?);
    for page in [&one, &other] {
        page.goto(&application.url).await?;
        page.eval(&application.make_account()).await?;
    }
    device.set_present(true).await?;
    second.set_present(true).await?;

    // In one tab, in two, and where the browser has no locks for tabs, in one.
    for (page, later, name, withdraw) in
        [(&one, &one, "alice", ""), (&one, &other, "bob", ""), (&one, &one, "carol", "navigator.locks")]
    {
        if !withdraw.is_empty() {
            page.eval("Object.defineProperty(navigator, 'locks', { value: undefined })").await?;
        }
        begin(page, "earlier", &format!("register('{name} the earlier')")).await?;
        begin(later, "later", &format!("register('{name} the later')")).await?;
        let outcomes =
            [page.wait_for("globalThis.earlier").await?, later.wait_for("globalThis.later").await?];
        let succeeded: Vec<_> = outcomes.iter().filter(|told| told["userId"].is_string()).collect();
        let superseded = outcomes.iter().filter(|told| told["code"] == "superseded").count();
        assert!(
            succeeded.len() == 2 || (succeeded.len(), superseded) == (1, 1),
            "one takes over, or waits for the other: {outcomes:?}"
        );
        let entered = account(later, "session()").await?;
        assert!(succeeded.iter().any(|told| told["userId"] == entered["userId"]), "{entered} {outcomes:?}");
    }
    let mut at_service = 0;
    for user in service.users().await? {
        assert!(application.knows(&user), "the service keeps a passkey that has no account");
        at_service += service.credentials(&user).await?.len();
    }
    let on_devices = device.passkeys().await?.len() + second.passkeys().await?.len();
    assert_eq!(on_devices, at_service, "a device keeps a passkey that has no account");
    chromium.close().await
}

/// Chromium has one request open at a time; a second script, or a second copy of ours, learns that it came second.
#[tokio::test]
async fn a_request_beside_another_scripts_is_told_so() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.authenticator().await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    page.eval("globalThis.other = account; void account.signIn().catch(() => {})").await?;
    let copy = application.make_account().replace("passwordless.js", "passwordless.js?copy");
    page.eval(&copy).await?;
    // The first has to be open before the second comes.
    page.eval("void (async () => { for (;;) { globalThis.outcome = await account.signIn().catch(({ code }) => code); } })()")
        .await?;
    page.wait_for("globalThis.outcome === 'superseded'").await?;
    chromium.close().await
}

/// The service's list lags behind, and the device would forget the passkey that it has just made.
#[tokio::test]
async fn the_new_passkey_is_always_in_the_list_that_the_device_is_told() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let device = page.authenticator().await?;
    device.set_present(true).await?;
    page.run_first(LAG).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    account(&page, "register('alice')").await?;
    page.reload().await?;
    page.eval(&application.make_account()).await?;
    account(&page, "passkeys()").await?;
    assert_eq!(device.passkeys().await?.len(), 1, "the first one is not in the list, and stays");
    for passkey in device.passkeys().await? {
        device.forget(&passkey).await?;
    }
    account(&page, "addPasskey()").await?;
    assert_eq!(device.passkeys().await?.len(), 1, "nor is the second, and stays");
    page.reload().await?;
    page.eval(&application.make_account()).await?;
    account(&page, "passkeys()").await?;
    assert_eq!(device.passkeys().await?.len(), 1, "after a reload, too");
    assert_ne!(page.eval("lagged").await?, Value::from(0));
    chromium.close().await
}

/// Lists no passkey in what the device is told.
const LAG: &str = "{
    globalThis.lagged = 0;
    const fetch = globalThis.fetch;
    globalThis.fetch = async (to, options) => {
        const answer = await fetch(to, options);
        if (!/passkeys\\/passkeys/.test(to)) return answer;
        const document = await answer.json();
        for (const signal of document.signals ?? []) {
            signal.allAcceptedCredentialIds = [];
            globalThis.lagged += 1;
        }
        return Response.json(document, { status: answer.status });
    };
}";

#[tokio::test]
async fn a_passkey_that_belongs_to_no_account_is_forgotten() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let device = page.authenticator().await?;
    device.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    page.logbook().expect("403");
    for way in ["signIn()", "autofill()"] {
        account(&page, "register('alice')").await?;
        account(&page, "signOut()").await?;
        application.forget_users();
        let refused = account(&page, way).await?;
        assert_eq!(refused["code"], "unknown_user", "{refused}");
        assert!(device.passkeys().await?.is_empty(), "{way}: the device offers it no more");
    }
    chromium.close().await
}

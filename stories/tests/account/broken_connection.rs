//! The connection breaks at the last request of a registration or an addition: the service has the passkey by then.

use serde_json::{Value, json};
use stories::{Chromium, Error, Page, VirtualAuthenticator};

use crate::{account, application::Application};

/// Loses as many requests or answers as `lose` lists, of those by which the server hears of a passkey.
const LOSE: &str = "{
    globalThis.lose = [];
    const real = globalThis.fetch;
    globalThis.fetch = async (to, options) => {
        const lost = /passkeys.*complete$/.test(to) ? lose.shift() : undefined;
        if (lost === 'request') throw new TypeError('the connection broke');
        const answer = await real(to, options);
        if (lost === 'answer') throw new TypeError('the connection broke');
        return answer;
    };
}";

async fn lose(page: &Page, lost: &[&str]) -> Result<(), Error> {
    page.eval(&format!("globalThis.lose = {}", json!(lost))).await.map(drop)
}

async fn open(page: &Page, application: &Application) -> Result<VirtualAuthenticator, Error> {
    let device = page.authenticator().await?;
    device.set_present(true).await?;
    page.run_first(LOSE).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    page.logbook().expect("401");
    Ok(device)
}

async fn forget_all(device: &VirtualAuthenticator) -> Result<(), Error> {
    for passkey in device.passkeys().await? {
        device.forget(&passkey).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_registration_whose_last_request_or_answer_was_lost_leaves_a_way_in() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    open(&page, &application).await?;
    lose(&page, &["request"]).await?;
    assert_eq!(account(&page, "register('alice')").await?["name"], "alice", "it is brought once more");
    account(&page, "signOut()").await?;

    lose(&page, &["answer"]).await?;
    let told = account(&page, "register('bob')").await?;
    assert_eq!(told["code"], "already_registered", "the account is there: {told}");
    account(&page, "signOut()").await?;
    assert_eq!(account(&page, "signIn({ name: 'bob' })").await?["name"], "bob");
    chromium.close().await
}

#[tokio::test]
async fn an_addition_whose_last_request_or_answer_was_lost_is_finished() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let device = open(&page, &application).await?;
    account(&page, "register('alice')").await?;
    for (lost, passkeys) in [("request", 2), ("answer", 3)] {
        forget_all(&device).await?;
        lose(&page, &[lost]).await?;
        let list = account(&page, "addPasskey()").await?;
        assert_eq!(list["passkeys"].as_array().map(Vec::len), Some(passkeys), "{lost}: {list}");
        account(&page, "signOut()").await?;
        assert_eq!(account(&page, "signIn()").await?["name"], "alice", "{lost}");
    }
    chromium.close().await
}

#[tokio::test]
async fn whoever_never_got_through_makes_another_on_the_same_device() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let device = open(&page, &application).await?;
    let alice = account(&page, "register('alice')").await?;
    forget_all(&device).await?;
    lose(&page, &["request"; 3]).await?;
    let told = account(&page, "addPasskey()").await?;
    assert_eq!(told["code"], "server_unreachable", "{told}");
    assert_eq!(device.passkeys().await?.len(), 1, "it may be the user's yet");

    let list = account(&page, "addPasskey()").await?;
    assert_eq!(list["passkeys"].as_array().map(Vec::len), Some(2), "{list}");
    let user_id = alice["userId"].as_str().unwrap_or_default();
    assert_eq!(application.service().credentials(user_id).await?.len(), 2);
    assert_ne!(account(&page, "signOut()").await?["code"], Value::from("unavailable"));
    assert_eq!(account(&page, "signIn()").await?["name"], "alice");
    chromium.close().await
}

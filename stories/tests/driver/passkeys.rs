//! The virtual authenticator, asked by the platform's own calls.

use stories::{Chromium, Error, Page};

use crate::server::serve;

const PAGE: &str = r"<!doctype html><title>passkeys</title><link rel=icon href='data:,'>
    <input autocomplete='username webauthn'>
    <script>
      const challenge = new Uint8Array(16);
      const name = error => error.name;
      const request = id => ({
        challenge, rp: {id: 'localhost', name: 'localhost'},
        user: {id: new TextEncoder().encode(id), name: id, displayName: id},
        pubKeyCredParams: [{type: 'public-key', alg: -8}, {type: 'public-key', alg: -7}], timeout: 60000,
        authenticatorSelection: {residentKey: 'required', userVerification: 'preferred'},
      });
      const create = id => navigator.credentials.create({publicKey: request(id)}).then(made => made.type, name);
      const get = (extra = {}) => navigator.credentials.get({publicKey: {
        challenge, rpId: 'localhost', timeout: 60000, userVerification: 'preferred',
      }, ...extra}).then(found => new TextDecoder().decode(found.response.userHandle), name);
    </script>";

/// Long enough for an answer that should not come; it takes a tenth of this when it does.
const A_MOMENT: &str = "new Promise(done => setTimeout(done, 300))";

async fn open(chromium: &Chromium) -> Result<Page, Error> {
    let page = chromium.person().await?.page().await?;
    page.goto(&serve("", PAGE).await?).await?;
    Ok(page)
}

#[tokio::test]
async fn a_passkey_is_made_found_and_forgotten() -> Result<(), Error> {
    let chromium = Chromium::launch().await?;
    let page = open(&chromium).await?;
    let authenticator = page.authenticator().await?;
    authenticator.set_present(true).await?;
    assert_eq!(page.eval("create('u-1')").await?, "public-key");
    assert_eq!(page.eval("get()").await?, "u-1");
    let passkeys = authenticator.passkeys().await?;
    assert_eq!(passkeys.len(), 1);
    assert_eq!((passkeys[0].rp_id.as_str(), passkeys[0].user_handle.as_str()), ("localhost", "dS0x"));
    authenticator.forget(&passkeys[0]).await?;
    assert!(authenticator.passkeys().await?.is_empty());
    assert_eq!(page.eval("get()").await?, "NotAllowedError");
    chromium.close().await
}

#[tokio::test]
async fn somebody_whom_the_sensor_does_not_know_makes_no_passkey() -> Result<(), Error> {
    let chromium = Chromium::launch().await?;
    let page = open(&chromium).await?;
    let authenticator = page.authenticator().await?;
    authenticator.set_present(true).await?;
    authenticator.set_verified(false).await?;
    assert_eq!(page.eval("create('u-1')").await?, "NotAllowedError");
    assert!(authenticator.passkeys().await?.is_empty());
    chromium.close().await
}

#[tokio::test]
async fn a_ceremony_waits_when_nobody_is_there() -> Result<(), Error> {
    let chromium = Chromium::launch().await?;
    let page = open(&chromium).await?;
    let authenticator = page.authenticator().await?;
    page.eval(
        "window.outcome = null; window.abort = new AbortController();
         navigator.credentials.create({publicKey: request('u-1'), signal: abort.signal})
           .catch(error => outcome = error.name); 'asked'",
    )
    .await?;
    page.eval(A_MOMENT).await?;
    assert!(page.eval("outcome").await?.is_null());
    page.eval("abort.abort()").await?;
    assert_eq!(page.wait_for("outcome").await?, "AbortError");
    assert!(authenticator.passkeys().await?.is_empty());
    chromium.close().await
}

/// What the page's autofill does in Chromium, and why [`stories::VirtualAuthenticator::set_present`] has to come
/// before the page asks.
#[tokio::test]
async fn autofill_waits_when_nobody_is_there_gives_way_and_is_answered_at_once_otherwise() -> Result<(), Error>
{
    let chromium = Chromium::launch().await?;
    let page = open(&chromium).await?;
    let authenticator = page.authenticator().await?;
    authenticator.set_present(true).await?;
    assert_eq!(page.eval("create('u-1')").await?, "public-key");

    authenticator.set_present(false).await?;
    let ask = "window.outcome = null; window.abort = new AbortController();
               get({mediation: 'conditional', signal: abort.signal}).then(found => outcome = found); 'asked'";
    page.eval(ask).await?;
    page.eval(A_MOMENT).await?;
    assert!(page.eval("outcome").await?.is_null(), "{}", page.eval("outcome").await?);

    authenticator.set_present(true).await?;
    page.eval("abort.abort()").await?;
    assert_eq!(page.wait_for("outcome").await?, "AbortError");
    assert_eq!(page.eval("get()").await?, "u-1", "a modal request after an aborted autofill");

    page.eval(ask).await?;
    assert_eq!(page.wait_for("outcome").await?, "u-1");
    chromium.close().await
}

#[tokio::test]
async fn two_people_hold_different_passkeys_in_windows_side_by_side() -> Result<(), Error> {
    let chromium = Chromium::launch().await?;
    for name in ["u-1", "u-2"] {
        let page = open(&chromium).await?;
        let authenticator = page.authenticator().await?;
        authenticator.set_present(true).await?;
        assert_eq!(page.eval(&format!("create('{name}')")).await?, "public-key");
        assert_eq!(page.eval("get()").await?, name);
    }
    chromium.close().await
}

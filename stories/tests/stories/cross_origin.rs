//! A page that another server of the same site serves, over the demo's account (`CORS_ORIGINS`).

use stories::{Chromium, Demo, Error, Page};

#[path = "../driver/server.rs"]
mod server;

const PAGE: &str =
    "<!doctype html><html lang=en><title>Elsewhere</title><link rel=icon href=data:,><p>Hello</p>";

/// Calls the account of the demo's script, which the page loads from the demo.
async fn account(page: &Page, demo: &Demo, (url, key): (&str, &str), call: &str) -> Result<String, Error> {
    let script = format!(
        "import('{}').then(({{ Account }}) => new Account({{ apiUrl: '{url}', apiKey: '{key}' }}).{call})
           .then(done => JSON.stringify(done ?? null), error => `${{error.code ?? error}}`)",
        demo.at("/passkeys/passwordless.js")
    );
    Ok(page.eval(&script).await?.as_str().unwrap_or_default().to_owned())
}

/// What a page may read of the demo: a status, or nothing.
async fn status(page: &Page, address: &str) -> Result<serde_json::Value, Error> {
    page.eval(&format!(
        "fetch('{address}', {{ credentials: 'include' }}).then(answer => answer.status, () => 'closed')"
    ))
    .await
}

/// The service behind the demo, as its page names it.
async fn service(page: &Page, demo: &Demo) -> Result<(String, String), Error> {
    page.goto(&demo.at("/")).await?;
    let meta = async |name: &str| {
        let content =
            page.eval(&format!("document.querySelector('meta[name=passwordless-{name}]').content")).await?;
        Ok::<_, Error>(content.as_str().unwrap_or_default().to_owned())
    };
    Ok((meta("api-url").await?, meta("api-key").await?))
}

#[tokio::test]
async fn a_page_of_a_configured_origin_registers_and_signs_in() -> Result<(), Error> {
    let elsewhere = server::serve("", PAGE).await?;
    let settings = [("CORS_ORIGINS", elsewhere.as_str())];
    let (mut demo, chromium) = tokio::try_join!(Demo::start_with(&settings), Chromium::launch())?;
    let page = chromium.person().await?.page().await?;
    let authenticator = page.authenticator().await?;
    let (url, key) = service(&page, &demo).await?;
    page.goto(&elsewhere).await?;
    authenticator.set_present(true).await?;

    let made = account(&page, &demo, (&url, &key), "register('alice')").await?;
    assert!(made.contains(r#""name":"alice""#), "{made}");
    assert_eq!(status(&page, &demo.at("/passkeys/passkeys")).await?, 200, "the cookie comes along");
    assert_eq!(account(&page, &demo, (&url, &key), "signOut()").await?, "null");
    let back = account(&page, &demo, (&url, &key), "signIn({ name: 'alice' })").await?;
    assert!(back.contains(r#""name":"alice""#), "{back}");
    // The account is open to that page, and nothing else is.
    for closed in ["/me", "/", "/health"] {
        assert_eq!(status(&page, &demo.at(closed)).await?, "closed", "{closed}");
    }
    chromium.close().await?;
    demo.stop().await
}

#[tokio::test]
async fn a_page_of_any_other_origin_does_not_even_get_the_script() -> Result<(), Error> {
    let elsewhere = server::serve("", PAGE).await?;
    let (mut demo, chromium) = tokio::try_join!(Demo::start(), Chromium::launch())?;
    let page = chromium.person().await?.page().await?;
    let (url, key) = service(&page, &demo).await?;
    page.goto(&elsewhere).await?;
    let told = account(&page, &demo, (&url, &key), "register('mallory')").await?;
    assert!(told.contains("TypeError"), "{told}");
    assert_eq!(status(&page, &demo.at("/passkeys/passkeys")).await?, "closed");
    chromium.close().await?;
    demo.stop().await
}

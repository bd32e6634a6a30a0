//! What a page says and asks for is seen.

use stories::{Chromium, Error};

use crate::server::serve;

const QUIET: &str = "<!doctype html><title>quiet</title><link rel=icon href='data:,'>";

#[tokio::test]
async fn errors_of_every_kind_are_complaints() -> Result<(), Error> {
    let url =
        serve("content-security-policy: default-src 'self'; img-src data:; script-src 'self'\r\n", QUIET)
            .await?;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&url).await?;
    assert!(page.logbook().complaints().is_empty(), "{:?}", page.logbook().complaints());

    page.eval("console.error('a word', new Error('of warning'))").await?;
    page.eval("setTimeout(() => { throw new Error('left alone'); })").await?;
    page.eval("document.body.append(Object.assign(document.createElement('script'), {text: 'unruly'}))")
        .await?;
    page.eval("fetch('https://elsewhere.example/').catch(() => 'unreachable')").await?;
    page.eval("new Promise(done => setTimeout(done, 50))").await?;

    let complaints = page.logbook().complaints().join("\n");
    for words in ["a word", "of warning", "left alone", "script-src"] {
        assert!(complaints.contains(words), "{words} is not in:\n{complaints}");
    }
    for words in ["a word", "left alone", "content policy", "security", "violates", "Content Security Policy"]
    {
        page.logbook().expect(words);
    }
    assert!(page.logbook().complaints().is_empty(), "{:?}", page.logbook().complaints());
    chromium.close().await
}

#[tokio::test]
async fn every_request_is_seen_and_nobody_else_is_reached() -> Result<(), Error> {
    let url = serve("", QUIET).await?;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&url).await?;
    let outcome =
        page.eval("fetch('https://elsewhere.example/x').then(() => 'reached', () => 'unreachable')").await?;
    assert_eq!(outcome, "unreachable");
    assert_eq!(page.logbook().requests(), [format!("{url}/"), "https://elsewhere.example/x".to_owned()]);
    chromium.close().await
}

#[tokio::test]
async fn a_blocked_address_and_a_cut_network_fail() -> Result<(), Error> {
    let url = serve("", QUIET).await?;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&url).await?;
    let ask = "fetch('/api/x').then(() => 'reached', () => 'unreachable')";
    assert_eq!(page.eval(ask).await?, "reached");
    page.block(&["*/api/*"]).await?;
    assert_eq!(page.eval(ask).await?, "unreachable");
    page.block(&[]).await?;
    assert_eq!(page.eval(ask).await?, "reached");
    page.set_offline(true).await?;
    assert_eq!(page.eval(ask).await?, "unreachable");
    page.set_offline(false).await?;
    assert_eq!(page.eval(ask).await?, "reached");
    chromium.close().await
}

#[tokio::test]
async fn a_page_that_is_not_there_is_an_error_with_a_reason() -> Result<(), Error> {
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    let error = page.goto("http://elsewhere.example/").await.unwrap_err();
    assert!(error.to_string().contains("ERR_NAME_NOT_RESOLVED"), "{error}");
    chromium.close().await
}

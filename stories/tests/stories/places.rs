//! Where the demo is, and whom its pages talk to.

use std::collections::BTreeSet;

use stories::Error;

use crate::stage::play;

#[tokio::test]
async fn an_ip_address_leads_to_localhost() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        for path in ["/", "/me?x=1"] {
            alice.open(&format!("http://127.0.0.1:{}{path}", stage.demo.port())).await?;
            let url = alice.page.url().await?;
            assert!(url.starts_with(&stage.demo.at("/")), "{path} led to {url}");
        }
        alice.open(&format!("http://127.0.0.1:{}/", stage.demo.port())).await?;
        alice.register("alice").await?;
        assert_eq!(alice.greeted().await?, "alice");
        Ok(())
    })
    .await
}

/// Every story ends with this look, this one says it aloud: the demo and the service, and nobody else.
#[tokio::test]
async fn the_pages_talk_to_the_demo_and_the_service_only() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        let api =
            alice.page.eval("document.querySelector('meta[name=passwordless-api-url]').content").await?;
        alice.register("alice").await?;
        alice.sign_out().await?;
        alice.sign_in().await?;
        let origins: BTreeSet<String> =
            alice.page.logbook().requests().iter().map(|url| origin(url)).collect();
        let expected =
            BTreeSet::from([origin(&stage.demo.at("/")), origin(api.as_str().unwrap_or_default())]);
        assert_eq!(origins, expected);
        assert!(alice.page.logbook().complaints().is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_pages_fit_a_phone_and_the_dark() -> Result<(), Error> {
    play(async |stage| {
        let alice = stage.visitor().await?;
        alice.page.set_viewport(360, 740).await?;
        alice.page.set_dark(true).await?;
        alice.page.wait_for("innerWidth === 360").await?;
        assert_eq!(alice.page.eval("document.documentElement.scrollWidth").await?, 360, "nothing sticks out");
        let paper = "getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).every(c => c < 90)";
        assert_eq!(alice.page.eval(paper).await?, true, "the page is dark where the person wants it dark");
        alice.register("alice").await?;
        assert_eq!(alice.page.eval("document.documentElement.scrollWidth").await?, 360);
        Ok(())
    })
    .await
}

fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

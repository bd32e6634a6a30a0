//! Pages: going there, waiting, hands and eyes.

use stories::{Chromium, Error};

use crate::server::serve;

const FORM: &str = r"<!doctype html><title>form</title><meta name=viewport content='width=device-width'><link rel=icon href='data:,'>
    <form id=form><label>Name <input id=name></label><button id=send>Send</button></form>
    <p id=outcome></p>
    <script>
      form.onsubmit = event => {
        event.preventDefault();
        outcome.textContent = `hello ${document.querySelector('#name').value}`;
      };
    </script>";

#[tokio::test]
async fn a_person_types_and_clicks() -> Result<(), Error> {
    let url = serve("", FORM).await?;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&url).await?;
    page.type_into("#name", "Fry").await?;
    page.click("#send").await?;
    page.wait_for("outcome.textContent").await?;
    assert_eq!(page.text("#outcome").await?, "hello Fry");
    page.type_into("#name", "Leela").await?;
    page.click("#send").await?;
    assert_eq!(page.text("#outcome").await?, "hello Leela", "typing replaces what the field held");
    chromium.close().await
}

#[tokio::test]
async fn a_person_without_a_mouse_gets_everywhere() -> Result<(), Error> {
    let url = serve("", FORM).await?;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&url).await?;
    page.tab_to("name").await?;
    page.insert("Bender").await?;
    page.tab_to("send").await?;
    page.press("Shift+Tab").await?;
    assert_eq!(page.focused().await?, "name");
    page.press("Enter").await?;
    assert_eq!(page.text("#outcome").await?, "hello Bender");
    let lost = page.tab_to("nowhere").await.unwrap_err().to_string();
    assert!(lost.contains("nowhere") && lost.contains("send"), "{lost}");
    chromium.close().await
}

#[tokio::test]
async fn what_is_covered_cannot_be_clicked() -> Result<(), Error> {
    let url = serve(
        "",
        "<!doctype html><link rel=icon href='data:,'><button id=under>Under</button>
         <div id=over style='position:fixed;inset:0'></div>
         <script>setTimeout(() => over.remove(), 300); under.onclick = () => under.textContent = 'clicked';</script>",
    )
    .await?;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&url).await?;
    page.click("#under").await?;
    assert_eq!(page.text("#under").await?, "clicked", "the click waited until nothing lay over the button");
    chromium.close().await
}

#[tokio::test]
async fn a_script_that_throws_is_an_error_that_says_so() -> Result<(), Error> {
    let url = serve("", FORM).await?;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&url).await?;
    let error = page.eval("Promise.reject(new Error('no luck'))").await.unwrap_err();
    assert!(matches!(error, Error::Script { .. }) && error.to_string().contains("no luck"), "{error}");
    assert_eq!(page.eval("Promise.resolve({answer: 42})").await?["answer"], 42);
    chromium.close().await
}

#[tokio::test]
async fn two_people_share_no_cookie() -> Result<(), Error> {
    let url = serve("", FORM).await?;
    let chromium = Chromium::launch().await?;
    let alice = chromium.person().await?.page().await?;
    let bob = chromium.person().await?.page().await?;
    alice.goto(&url).await?;
    bob.goto(&url).await?;
    alice.eval("document.cookie = 'who=alice'").await?;
    assert_eq!(alice.eval("document.cookie").await?, "who=alice");
    assert_eq!(bob.eval("document.cookie").await?, "");
    chromium.close().await
}

#[tokio::test]
async fn dark_light_and_the_size_of_the_window() -> Result<(), Error> {
    let url = serve("", FORM).await?;
    let chromium = Chromium::launch().await?;
    let page = chromium.person().await?.page().await?;
    page.goto(&url).await?;
    for dark in [true, false] {
        page.set_dark(dark).await?;
        assert_eq!(page.eval("matchMedia('(prefers-color-scheme: dark)').matches").await?, dark);
    }
    page.set_viewport(390, 844).await?;
    page.wait_for("innerWidth === 390").await?;
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("page.png");
    page.screenshot(&picture).await?;
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    chromium.close().await
}

//! Takes pictures of the demo's pages, for people to look at: desktop, phone and dark, calm and in trouble.
//!
//! `cargo build -p demo && cargo run -p stories --example look -- FOLDER`

use std::path::{Path, PathBuf};

use stories::{Chromium, Demo, Error, Page};

const LOOKS: [(&str, u32, u32, bool); 3] =
    [("desktop", 1280, 900, false), ("phone", 390, 844, false), ("dark", 1280, 900, true)];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).map_or_else(|| PathBuf::from("target/look"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let (mut demo, chromium) = tokio::try_join!(Demo::start(), Chromium::launch())?;
    let page = chromium.person().await?.page().await?;
    let authenticator = page.authenticator().await?;
    authenticator.set_present(false).await?;

    page.goto(&demo.at("/")).await?;
    look(&page, &folder, "home").await?;
    page.click("#signin-by-name").await?;
    page.type_into("#signin-name", "alice").await?;
    page.press("Enter").await?;
    page.wait_for("document.querySelector('#status').dataset.state === 'busy'").await?;
    look(&page, &folder, "waiting").await?;

    page.goto(&format!("http://other.localhost:{}/", demo.port())).await?;
    page.wait_for("document.querySelector('#doctor').innerText").await?;
    look(&page, &folder, "doctor").await?;

    page.goto(&demo.at("/")).await?;
    authenticator.set_present(true).await?;
    page.click("#signin-passkey").await?;
    page.wait_for("document.querySelector('#status').dataset.state === 'error'").await?;
    look(&page, &folder, "trouble").await?;

    page.type_into("#register-name", "alice@example.com").await?;
    page.click("#register").await?;
    page.wait_for("location.pathname === '/me'").await?;
    look(&page, &folder, "me").await?;
    page.goto(&demo.at("/nowhere")).await?;
    look(&page, &folder, "error").await?;
    chromium.close().await?;
    demo.stop().await?;
    Ok(())
}

async fn look(page: &Page, folder: &Path, name: &str) -> Result<(), Error> {
    for (kind, width, height, dark) in LOOKS {
        page.set_viewport(width, height).await?;
        page.set_dark(dark).await?;
        page.screenshot(&folder.join(format!("{name}-{kind}.png"))).await?;
    }
    Ok(())
}

//! Takes pictures of the demo's pages, for people to look at: desktop, phone and dark, calm and in trouble.
//!
//! `cargo build -p demo && cargo run -p stories --example look -- FOLDER`

use std::path::{Path, PathBuf};

use stories::{Chromium, Demo, Error, Page, VirtualAuthenticator};

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
    account(&page, &authenticator, &demo, &chromium, &folder).await?;
    recovery(&chromium, &demo, &folder).await?;
    let unable = chromium.person().await?.page().await?;
    unable.run_first("delete globalThis.PublicKeyCredential").await?;
    unable.goto(&demo.at("/")).await?;
    unable.wait_for("document.querySelector('#no-passkeys')").await?;
    look(&unable, &folder, "unable").await?;
    page.goto(&demo.at("/nowhere")).await?;
    look(&page, &folder, "error").await?;
    administration(&page, &mut demo, &folder).await?;
    chromium.close().await?;
    demo.stop().await?;
    Ok(())
}

/// Somebody with two passkeys, who signed in from two devices, about to delete one and to sign out everywhere.
async fn account(
    page: &Page,
    authenticator: &VirtualAuthenticator,
    demo: &Demo,
    chromium: &Chromium,
    folder: &Path,
) -> Result<(), Error> {
    page.wait_for("document.querySelector('#passkeys [data-id]')").await?;
    look(page, folder, "me").await?;
    let other = chromium.person().await?.page().await?;
    let phone = other.authenticator().await?;
    authenticator.sync_to(&phone).await?;
    other.goto(&demo.at("/")).await?;
    phone.set_present(true).await?;
    other.click("#signin-passkey").await?;
    other.wait_for("location.pathname === '/me'").await?;

    for passkey in authenticator.passkeys().await? {
        authenticator.forget(&passkey).await?;
    }
    page.type_into("#nickname", "My phone").await?;
    page.click("#add").await?;
    page.wait_for("document.querySelectorAll('#passkeys [data-id]').length === 2").await?;
    look(page, folder, "me-added").await?;
    page.goto(&demo.at("/me")).await?;
    page.wait_for("document.querySelectorAll('#passkeys [data-id]').length === 2").await?;
    page.click("#passkeys li:last-child summary").await?;
    page.click("#everywhere summary").await?;
    look(page, folder, "me-asked").await
}

/// Somebody who lost their passkeys, step by step.
async fn recovery(chromium: &Chromium, demo: &Demo, folder: &Path) -> Result<(), Error> {
    let page = chromium.person().await?.page().await?;
    page.goto(&demo.at("/recover")).await?;
    look(&page, folder, "recover").await?;
    for step in ["confirm", "create", "enter"] {
        let show = format!(
            "document.querySelectorAll('main section').forEach(one => one.hidden = one.id !== '{step}')"
        );
        page.eval(&show).await?;
        page.eval("document.querySelector('#whose').textContent = 'alice@example.com'").await?;
        look(&page, folder, &format!("recover-{step}")).await?;
    }
    Ok(())
}

/// Somebody who manages the others: the list, a user, a question, a mistake.
async fn administration(page: &Page, demo: &mut Demo, folder: &Path) -> Result<(), Error> {
    page.goto(&demo.at("/me")).await?;
    let user_id = page.text("dd code").await?;
    demo.name_admin(&user_id).await?;
    page.goto(&demo.at("/admin")).await?;
    for number in 10..34 {
        page.type_into("#name", &format!("Robin.{number}")).await?;
        let email = if number % 3 == 0 { String::new() } else { format!("robin.{number}@example.com") };
        page.type_into("#email", &email).await?;
        page.click("#create-button").await?;
        page.wait_for("document.querySelector('#rename')").await?;
        if number == 10 {
            look(page, folder, "admin-created").await?;
        }
        page.goto(&demo.at("/admin")).await?;
    }
    look(page, folder, "admin").await?;
    page.goto(&demo.at("/admin?q=robin&after=robin.29")).await?;
    look(page, folder, "admin-found").await?;
    page.type_into("#name", "robin.10").await?;
    page.click("#create-button").await?;
    page.wait_for("document.querySelector('#name-error')").await?;
    look(page, folder, "admin-trouble").await?;
    page.goto(&demo.at("/admin?q=robin.11")).await?;
    page.click("tbody a").await?;
    page.click("#delete-ask").await?;
    look(page, folder, "admin-delete").await
}

async fn look(page: &Page, folder: &Path, name: &str) -> Result<(), Error> {
    for (kind, width, height, dark) in LOOKS {
        page.set_viewport(width, height).await?;
        page.set_dark(dark).await?;
        page.screenshot(&folder.join(format!("{name}-{kind}.png"))).await?;
    }
    Ok(())
}

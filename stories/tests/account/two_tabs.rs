//! Two tabs of one browser share a session, and in the second somebody else signs in.

use serde_json::{Value, json};
use stories::{Chromium, Error, Page};

use crate::{account, application::Application};

async fn tab(page: &Page, application: &Application) -> Result<(), Error> {
    page.authenticator().await?.set_present(true).await?;
    page.goto(&application.url).await?;
    page.eval(&application.make_account()).await?;
    page.logbook().expect("409");
    Ok(())
}

#[tokio::test]
async fn a_tab_that_shows_another_user_asks_for_nothing_of_who_is_signed_in_now() -> Result<(), Error> {
    let application = Application::start().await;
    let chromium = Chromium::launch().await?;
    let person = chromium.person().await?;
    let (one, other) = (person.page().await?, person.page().await?);
    tab(&one, &application).await?;
    tab(&other, &application).await?;
    let alice = account(&one, "register('alice')").await?;
    let bob = account(&other, "register('bob')").await?;
    let his = account(&other, "passkeys()").await?;
    assert_eq!(his["userId"], bob["userId"]);

    let delete = format!("deletePasskey({})", his["passkeys"][0]["id"]);
    for call in ["passkeys()", "addPasskey()", &delete, "stepUp()", "signOutEverywhere()"] {
        let told = account(&one, call).await?;
        assert_eq!(told["code"], "other_user", "{call}: {told}");
    }
    assert_eq!(account(&other, "passkeys()").await?["passkeys"], his["passkeys"], "nothing has changed");

    // Whoever asks who is signed in is told, and shows it from then on.
    assert_eq!(account(&one, "session()").await?["userId"], bob["userId"]);
    assert_eq!(account(&one, "passkeys()").await?["userId"], bob["userId"]);
    assert_eq!(account(&one, "signIn({ name: 'alice' })").await?["userId"], alice["userId"]);
    assert_eq!(account(&other, "stepUp()").await?["code"], "other_user");

    // A page that the server wrote for somebody says so.
    let written = format!("Account({{ userId: {},", bob["userId"]);
    one.eval(&application.make_account().replacen("Account({", &written, 1)).await?;
    assert_eq!(account(&one, "passkeys()").await?["code"], "other_user");
    assert_eq!(account(&one, "signOut()").await?, Value::Null);
    let told = account(&one, "passkeys()").await?;
    assert_eq!(told["code"], json!("sign_in_required"), "{told}");
    chromium.close().await
}

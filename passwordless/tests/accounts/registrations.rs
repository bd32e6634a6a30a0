//! What passkeys the application asks for.

use std::time::Duration;

use passwordless::{
    Registration, Rejection,
    accounts::{Maker, NewPasskey},
    api::{AuthenticatorType, Hint, UserVerification},
};
use serde_json::{Value, json};

use crate::support::{ORIGIN, Site, code, read, refused};

/// What the service tells the browser that has this token.
async fn options(site: &Site, token: &str) -> Value {
    let body = json!({ "token": token, "rpId": "localhost", "origin": ORIGIN });
    let request = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = request.post(format!("{}/register/begin", site.emulator.url()));
    let answer = request
        .header("ApiKey", site.emulator.api_key())
        .header("Content-Type", "application/json")
        .body(body.to_string());
    let answer = answer.send().await.unwrap().text().await.unwrap();
    serde_json::from_str::<Value>(&answer).unwrap()["data"].clone()
}

async fn ask(passkey: NewPasskey) -> Result<Registration, Rejection> {
    let registration = passkey
        .registration()
        .user_verification(UserVerification::Required)
        .authenticator_type(AuthenticatorType::Platform)
        .hints([Hint::ClientDevice])
        .expires_in(Duration::from_secs(60));
    Ok(match passkey.maker() {
        Maker::Newcomer => registration.display_name(format!("{} (new)", passkey.name())),
        _ => registration.display_name(format!("{} again", passkey.name())),
    })
}

#[tokio::test]
async fn the_application_says_which_passkeys_newcomers_and_users_make() {
    let site = Site::with(|builder| builder.registrations(ask));
    let mut pat = site.visitor();
    let answer = pat.ask(&site.account, "POST", "/register", json!({ "name": "pat" })).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let newcomer = options(&site, read(&answer)["token"].as_str().unwrap()).await;
    assert_eq!(newcomer["user"]["displayName"], "pat (new)");

    let mut bob = site.user("bob").await;
    let answer = bob.ask(&site.account, "POST", "/passkeys", Value::Null).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let user = options(&site, read(&answer)["token"].as_str().unwrap()).await;
    assert_eq!(user["user"]["displayName"], "bob again");
    for asked in [newcomer, user] {
        let selection = &asked["authenticatorSelection"];
        assert_eq!(selection["userVerification"], "required", "{asked}");
        assert_eq!(selection["authenticatorAttachment"], "platform", "{asked}");
        assert_eq!(asked["hints"], json!(["client-device"]));
    }
}

#[tokio::test]
async fn whose_passkey_it_is_and_a_name_to_sign_in_by_are_not_the_hooks_to_say() {
    let site = Site::with(|builder| {
        builder.registrations(async |_| Ok(Registration::new("somebody-else", "else").aliases(["victim"])))
    });
    let mut pat = site.visitor();
    let token = pat.make_passkey(&site, "pat").await;
    // The ceremony is over at the service, and this application was told nothing.
    let client = site.account.client();
    assert!(client.credentials("somebody-else").await.unwrap().is_empty());
    client.set_aliases("the-owner", ["victim"]).await.expect("nobody has it");
    let answer = pat.ask(&site.account, "POST", "/register/complete", json!({ "token": token })).await;
    assert_eq!(answer.status(), 201, "{}", answer.body());
    assert!(pat.browser.sign_in_with_alias("pat").await.is_ok());
}

#[tokio::test]
async fn the_application_may_refuse_a_passkey() {
    const LATER: Rejection = Rejection::new(403, "not_today", "Come back tomorrow.");
    let site = Site::with(|builder| builder.registrations(async |_| Err(LATER)));
    let answer = site.visitor().ask(&site.account, "POST", "/register", json!({ "name": "pat" })).await;
    assert_eq!(refused(&answer), code(403, "not_today"));
}

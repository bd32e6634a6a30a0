//! Every call end to end, against the emulator of the service and a software browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, SystemTime};

use passwordless::{
    ApiSecret, Client, ErrorKind, Policy, Registration, Token, VerifiedUser,
    api::{ErrorCode, Hint, TokenKind, TokenRequest, UserVerification},
    gate::DenialKind,
};
use passwordless_emulator::{Emulator, testing::Browser};

const ORIGIN: &str = "http://localhost:4000";

struct Site {
    emulator: Emulator,
    client: Client,
    browser: Browser,
}

impl Site {
    fn new() -> Self {
        let emulator = Emulator::start().unwrap();
        let secret = ApiSecret::new(emulator.api_secret()).unwrap();
        let client = Client::builder(secret).url(emulator.url()).build().unwrap();
        let browser = emulator.browser(ORIGIN);
        Self { emulator, client, browser }
    }

    /// Registers a passkey in the browser, and verifies the token that this gives.
    async fn register(&self, registration: &Registration) -> VerifiedUser {
        let token = self.client.create_register_token(registration).await.unwrap();
        let token = self.browser.register(token.expose()).await.unwrap();
        self.client.verify(&Token::new(token).unwrap()).await.unwrap()
    }
}

#[tokio::test]
async fn a_person_registers_and_signs_in() {
    let site = Site::new();
    let registration = Registration::new("u-1001", "pat@example.com")
        .display_name("Pat")
        .user_verification(UserVerification::Required)
        .hints([Hint::ClientDevice])
        .aliases(["pat@example.com"])
        .expires_in(Duration::from_secs(60));
    let registered = site.register(&registration).await;
    assert_eq!((registered.user_id(), registered.kind()), ("u-1001", TokenKind::PasskeyRegister));

    for token in [
        site.browser.sign_in().await.unwrap(),
        site.browser.sign_in_with_user_id("u-1001").await.unwrap(),
        site.browser.sign_in_with_alias("pat@example.com").await.unwrap(),
    ] {
        let user = site.client.verify(&Token::new(token).unwrap()).await.unwrap();
        assert_eq!((user.user_id(), user.kind()), ("u-1001", TokenKind::PasskeySignin));
        assert_eq!((user.origin(), user.rp_id()), (Some(ORIGIN), Some("localhost")));
        assert_eq!(user.purpose(), Some("sign-in"));
        assert_eq!(user.credential_id(), registered.credential_id());
    }
}

#[tokio::test]
async fn the_policy_lets_in_its_own_page_and_no_other() {
    let site = Site::new();
    site.register(&Registration::new("u-1001", "pat")).await;
    let token = Token::new(site.browser.sign_in().await.unwrap()).unwrap();
    let user = site.client.verify(&token).await.unwrap();
    let now = SystemTime::now();
    let kind = |policy: Policy, expected| policy.check(&user, expected, now).map_err(|denial| denial.kind());

    let ours = Policy::new([ORIGIN]).unwrap().relying_party("localhost").purpose("sign-in");
    assert_eq!(kind(ours.max_age(Duration::from_secs(30)), TokenKind::PasskeySignin), Ok(()));
    let theirs = Policy::new(["http://localhost:4001"]).unwrap();
    assert_eq!(kind(theirs, TokenKind::PasskeySignin), Err(DenialKind::Origin));
    let ours = Policy::new([ORIGIN]).unwrap();
    assert_eq!(kind(ours.clone(), TokenKind::PasskeyRegister), Err(DenialKind::Kind));
    assert_eq!(kind(ours.purpose("step-up"), TokenKind::PasskeySignin), Err(DenialKind::Purpose));
}

#[tokio::test]
async fn credentials_are_listed_and_deleted() {
    let site = Site::new();
    let registered = site.register(&Registration::new("u 1/ü", "pat")).await;
    let id = registered.credential_id().unwrap();
    let credentials = site.client.credentials("u 1/ü").await.unwrap();
    assert_eq!(credentials.len(), 1);
    assert_eq!((credentials[0].id(), credentials[0].user_id()), (id, "u 1/ü"));
    assert_eq!((credentials[0].origin(), credentials[0].rp_id()), (Some(ORIGIN), Some("localhost")));
    assert!(site.client.credentials("nobody").await.unwrap().is_empty());

    site.client.delete_credential(id).await.unwrap();
    assert!(site.client.credentials("u 1/ü").await.unwrap().is_empty());
    assert!(site.browser.sign_in().await.is_err());
}

#[tokio::test]
async fn aliases_are_set_listed_and_contested() {
    let site = Site::new();
    let client = &site.client;
    client.set_aliases("u-1", ["pat@example.com", "pat"]).await.unwrap();
    let aliases = client.aliases("u-1").await.unwrap();
    assert_eq!((aliases.len(), aliases[0].clear_text()), (2, None));

    client.set_aliases_in_clear("u-1", ["pat"]).await.unwrap();
    let aliases = client.aliases("u-1").await.unwrap();
    assert_eq!((aliases.len(), aliases[0].clear_text(), aliases[0].user_id()), (1, Some("pat"), "u-1"));

    let error = client.set_aliases("u-2", ["pat"]).await.unwrap_err();
    assert_eq!((error.code(), error.status()), (Some(&ErrorCode::AliasConflict), Some(409)));
    let registration = Registration::new("u-2", "pat").aliases(["pat"]);
    let error = client.create_register_token(&registration).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::AliasConflict));

    let none: [&str; 0] = [];
    client.set_aliases("u-1", none).await.unwrap();
    assert!(client.aliases("u-1").await.unwrap().is_empty());
}

#[tokio::test]
async fn users_are_listed_counted_and_deleted() {
    let site = Site::new();
    let client = &site.client;
    site.register(&Registration::new("u-1", "pat").aliases(["pat"]).alias_hashing(false)).await;
    client.set_aliases("u-2", ["sam"]).await.unwrap();
    assert_eq!(client.count_users().await.unwrap(), 1);

    let mut users = client.users().await.unwrap();
    users.sort_by(|one, other| one.user_id().cmp(other.user_id()));
    assert_eq!(users.iter().map(|user| user.user_id()).collect::<Vec<_>>(), ["u-1", "u-2"]);
    assert_eq!((users[0].credentials_count(), users[0].aliases().collect::<Vec<_>>()), (1, vec!["pat"]));
    assert_eq!((users[1].alias_count(), users[1].aliases().count()), (1, 0));
    assert!(users[0].last_used_at().is_some() && users[1].last_used_at().is_none());

    client.delete_user("u-1").await.unwrap();
    client.delete_user("u-1").await.unwrap();
    assert_eq!(client.count_users().await.unwrap(), 0);
}

#[tokio::test]
async fn generated_tokens_verify_as_what_they_are() {
    let site = Site::new();
    let request = TokenRequest::new("u-1").purpose("step-up").time_to_live(Duration::from_secs(60));
    let token = site.client.generate_token(&request).await.unwrap();
    let user = site.client.verify(&token).await.unwrap();
    assert_eq!((user.user_id(), user.kind()), ("u-1", TokenKind::GeneratedSignin));
    assert_eq!((user.purpose(), user.origin(), user.credential_id()), (Some("step-up"), None, None));
    let life = user.expires_at().duration_since(user.timestamp()).unwrap();
    assert!((59..=61).contains(&life.as_secs()), "{life:?}");
}

#[tokio::test]
async fn forged_and_truncated_tokens_are_refused() {
    let site = Site::new();
    let genuine = site.client.generate_token(&TokenRequest::new("u-1")).await.unwrap();
    let text = genuine.expose();
    let middle = text.len() / 2;
    let other = if text.as_bytes()[middle] == b'A' { "B" } else { "A" };
    for forged in [
        "verify_AAAA".to_owned(),
        text[..middle].to_owned(),
        format!("{}{other}{}", &text[..middle], &text[middle + 1..]),
    ] {
        let error = site.client.verify(&Token::new(forged).unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Problem);
        assert!(!error.is_our_key() && !error.is_retryable());
    }
    let stranger = Site::new();
    let error = stranger.client.verify(&genuine).await.unwrap_err();
    assert!(!error.is_our_key(), "{error}");
}

#[tokio::test]
async fn a_wrong_secret_is_our_own_fault() {
    let site = Site::new();
    let mut wrong = site.emulator.api_secret().to_owned();
    let last = if wrong.pop() == Some('0') { '1' } else { '0' };
    wrong.push(last);
    let client = Client::builder(ApiSecret::new(wrong).unwrap()).url(site.emulator.url()).build().unwrap();
    let error = client.count_users().await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert!(error.is_our_key() && !error.is_token_refused());
    assert!(error.to_string().contains("API_SECRET"), "{error}");
}

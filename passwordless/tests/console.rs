//! The calls about the application itself, end to end against the emulator of the service.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use passwordless::{
    ApiSecret, Client, Error,
    api::{
        Aaguid, ErrorCode, MagicLink, TokenRequest,
        admin::{AuthenticatorList, Day, EventKind, EventQuery, FeaturesChange, Severity},
    },
};
use passwordless_emulator::Emulator;
use serde_json::{Value, json};

const MANAGEMENT_KEY: &str = "dev_more";
const MODEL: &str = "fcb1bcb4-f370-078c-6993-bc24d0ae3fbe";

struct Site {
    emulator: Emulator,
    client: Client,
}

impl Site {
    /// An application with the features that the service's console switches on.
    async fn new(features: Value) -> Self {
        let emulator = Emulator::builder().management_key(MANAGEMENT_KEY).start().unwrap();
        let client = client(&emulator, emulator.api_secret());
        let app = emulator.api_secret().split(':').next().unwrap();
        let url = format!("{}/admin/apps/{app}/features", emulator.url());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.post(url).header("ManagementKey", MANAGEMENT_KEY).json(&features);
        assert_eq!(request.send().await.unwrap().status(), 204);
        Self { emulator, client }
    }

    /// A client whose key the service refuses.
    fn stranger(&self) -> Client {
        let mut secret = self.emulator.api_secret().to_owned();
        let last = if secret.pop() == Some('0') { '1' } else { '0' };
        secret.push(last);
        client(&self.emulator, &secret)
    }

    /// The emulator has no metadata of authenticators: it knows the models that an import put on a list.
    fn know(&self, model: Aaguid) {
        let mut state: Value = serde_json::from_str(&self.emulator.export()).unwrap();
        let rule = json!({ "aaguid": base64url(model.as_bytes()), "is_allowed": false, "created_at": 0 });
        state["apps"][0]["authenticators"] = json!([rule]);
        self.emulator.import(&state.to_string()).unwrap();
    }
}

fn client(emulator: &Emulator, secret: &str) -> Client {
    let secret = ApiSecret::new(secret).unwrap();
    Client::builder(secret).url(emulator.url()).build().unwrap()
}

fn base64url(bytes: &[u8]) -> String {
    passwordless::CredentialId::from_bytes(bytes).unwrap().to_string()
}

fn is_key_refused(error: &Error) -> bool {
    error.status() == Some(401) && error.is_our_key()
}

async fn kinds(client: &Client) -> Vec<EventKind> {
    let page = client.events(EventQuery::default()).await.unwrap();
    page.events().iter().map(|event| event.kind().clone()).collect()
}

#[tokio::test]
async fn features_are_switched_and_what_is_off_is_refused() {
    let site = Site::new(json!({ "eventLoggingIsEnabled": true, "magicLinkEmailMonthlyQuota": 100 })).await;
    let client = &site.client;
    let token = TokenRequest::new("u-1");
    let link = MagicLink::new("u-1", "pat@example.com", "https://app.example/magic#$TOKEN");
    client.generate_token(&token).await.unwrap();

    let off = FeaturesChange::new("ann").generated_tokens(false).magic_links(false).event_retention_days(90);
    client.change_features(&off).await.unwrap();
    for error in
        [client.generate_token(&token).await.unwrap_err(), client.send_magic_link(&link).await.unwrap_err()]
    {
        assert_eq!((error.status(), error.code()), (Some(403), None));
    }
    // What a change does not name stays as it is.
    client.change_features(&FeaturesChange::new("ann").generated_tokens(true)).await.unwrap();
    client.generate_token(&token).await.unwrap();
    assert_eq!(client.send_magic_link(&link).await.unwrap_err().status(), Some(403));

    assert_eq!(
        kinds(client).await,
        [
            EventKind::GeneratedTokensEnabled,
            EventKind::MagicLinksDisabled,
            EventKind::GeneratedTokensDisabled
        ]
    );
    let page = client.events(EventQuery::default()).await.unwrap();
    assert!(page.events().iter().all(|event| event.performed_by() == Some("ann")));
}

#[tokio::test]
async fn events_are_listed_newest_first_and_page_by_page() {
    let site = Site::new(json!({ "eventLoggingIsEnabled": true })).await;
    let client = &site.client;
    assert_eq!(client.events(EventQuery::default()).await.unwrap().total(), 0);
    client.set_aliases("u-1", ["pat"]).await.unwrap();
    client.delete_user("u-1").await.unwrap();
    assert!(is_key_refused(&site.stranger().count_users().await.unwrap_err()));

    let page = client.events(EventQuery::default()).await.unwrap();
    assert_eq!(page.total(), 3);
    let refused = &page.events()[0];
    assert_eq!((refused.kind(), refused.severity()), (&EventKind::InvalidSecretUsed, &Severity::Alert));
    assert_eq!(refused.performed_by(), Some("Unknown User"));
    let key = &site.emulator.api_secret()[site.emulator.api_secret().len() - 4..];
    assert_eq!(page.events()[1].kind(), &EventKind::UserDeleted);
    assert_eq!((page.events()[2].kind(), page.events()[2].api_key_id()), (&EventKind::AliasesSet, Some(key)));
    assert!(page.events().is_sorted_by_key(|event| std::cmp::Reverse(event.performed_at())));

    let second = client.events(EventQuery::page(2).results(2)).await.unwrap();
    assert_eq!((second.events(), second.total()), (&page.events()[2..], 3));
    assert!(client.events(EventQuery::page(9)).await.unwrap().events().is_empty());
}

#[tokio::test]
async fn events_that_are_not_logged_cannot_be_read() {
    let site = Site::new(json!({})).await;
    let error = site.client.events(EventQuery::default()).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(403), Some(&ErrorCode::Forbidden)));
}

#[tokio::test]
async fn reports_of_the_first_day_are_empty() {
    let site = Site::new(json!({})).await;
    let today = Day::of(std::time::SystemTime::now()).unwrap();
    assert!(site.client.credential_reports(..).await.unwrap().is_empty());
    assert!(site.client.credential_reports(today..=today).await.unwrap().is_empty());
    assert!(site.client.active_user_reports(today..).await.unwrap().is_empty());
}

#[tokio::test]
async fn models_move_from_list_to_list() {
    let site = Site::new(json!({ "allowAttestation": true })).await;
    let client = &site.client;
    let model: Aaguid = MODEL.parse().unwrap();
    let listed = async |list| {
        let listed = client.authenticators(list).await.unwrap();
        listed.iter().map(|listed| listed.aaguid()).collect::<Vec<_>>()
    };
    // A model that the metadata does not know.
    let error = client.add_authenticators(AuthenticatorList::Allowed, [model]).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), None));

    site.know(model);
    assert_eq!(listed(AuthenticatorList::Blocked).await, [model]);
    client.add_authenticators(AuthenticatorList::Allowed, [model, model]).await.unwrap();
    assert_eq!(listed(AuthenticatorList::Allowed).await, [model]);
    assert!(listed(AuthenticatorList::Blocked).await.is_empty());
    client.remove_authenticators([model]).await.unwrap();
    client.remove_authenticators([model]).await.unwrap();
    assert!(listed(AuthenticatorList::Allowed).await.is_empty());
}

#[tokio::test]
async fn lists_of_models_need_attestation() {
    let site = Site::new(json!({ "allowAttestation": false })).await;
    let model: Aaguid = MODEL.parse().unwrap();
    for error in [
        site.client.authenticators(AuthenticatorList::Allowed).await.unwrap_err(),
        site.client.add_authenticators(AuthenticatorList::Blocked, [model]).await.unwrap_err(),
        site.client.remove_authenticators([model]).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), Some(&ErrorCode::AttestationNotSupportedOnPlan));
        assert_eq!(error.status(), Some(403));
    }
}

#[tokio::test]
async fn a_refused_key_is_said_to_be_ours_by_every_call() {
    let site = Site::new(json!({ "eventLoggingIsEnabled": true, "allowAttestation": true })).await;
    let stranger = site.stranger();
    let model: Aaguid = MODEL.parse().unwrap();
    for error in [
        stranger.change_features(&FeaturesChange::new("ann")).await.unwrap_err(),
        stranger.events(EventQuery::default()).await.unwrap_err(),
        stranger.credential_reports(..).await.unwrap_err(),
        stranger.active_user_reports(..).await.unwrap_err(),
        stranger.authenticators(AuthenticatorList::Allowed).await.unwrap_err(),
        stranger.add_authenticators(AuthenticatorList::Allowed, [model]).await.unwrap_err(),
        stranger.remove_authenticators([model]).await.unwrap_err(),
    ] {
        assert!(is_key_refused(&error), "{error}");
    }
}

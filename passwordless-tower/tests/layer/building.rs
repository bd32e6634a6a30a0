//! What is configured wrongly is refused before the first request, with a sentence that helps.

use passwordless::{BuildError, ErrorKind, SessionKey, SingleProcess};
use passwordless_tower::{Passwordless, PasswordlessBuilder};

use crate::vendor;

fn builder(origins: &[&str]) -> PasswordlessBuilder {
    let client = vendor::client("http://127.0.0.1:9").build().unwrap();
    Passwordless::builder(client, origins.iter().copied())
}

fn whole(origins: &[&str]) -> PasswordlessBuilder {
    builder(origins).key(SessionKey::generate().unwrap()).store(SingleProcess::new())
}

fn refused(builder: PasswordlessBuilder) -> String {
    let error: BuildError = builder.build().unwrap_err();
    error.to_string()
}

#[test]
fn a_mistake_is_refused_with_the_fix() {
    const OURS: &[&str] = &["https://app.example"];
    let key = SessionKey::generate().unwrap();
    assert!(refused(builder(OURS).store(SingleProcess::new())).contains("SessionKey::from_env"));
    assert!(refused(builder(OURS).key(key)).contains("SingleProcess::new()"));
    assert!(refused(whole(&[])).contains("https://app.example"));
    assert!(refused(whole(&["https://app.example/login"])).contains("write `https://app.example`"));
    assert!(refused(whole(&["https://app.example", "http://localhost:4000"])).contains("mix"));
    for proxy in ["10.0.0.0/33", "nginx", "0.0.0.0/0"] {
        let said = refused(whole(OURS).trusted_proxies(["127.0.0.1", proxy]));
        assert!(said.contains(proxy) && said.contains("10.0.0.0/8"), "{said}");
    }
    let said = refused(whole(OURS).cookie_name("shop session"));
    assert!(said.contains("\"shop session\"") && said.contains("letters, digits"), "{said}");
    let said = refused(whole(OURS).only_known_passkeys());
    assert!(said.contains("restart") && said.contains("SqlStore"), "{said}");
    for elsewhere in ["https://evil.example/sign-in", "//evil.example", "sign-in", ""] {
        assert!(refused(whole(OURS).sign_in_page(elsewhere)).contains("`/sign-in`"), "{elsewhere}");
    }
    assert!(whole(OURS).sign_in_page("/sign-in?lang=de").build().is_ok());
}

#[test]
fn building_needs_no_runtime_and_no_service() {
    let passwordless = whole(&["https://app.example"]).build().unwrap();
    assert_eq!(passwordless.gate().cookie_name(), "__Host-passwordless");
    drop((passwordless.identify(), passwordless.require().accept_tokens()));
}

#[tokio::test]
async fn the_policy_can_be_narrowed() {
    let site = crate::site::Site::new();
    let browser = site.browser("alice").await;
    let passwordless = site.builder().policy(|policy| policy.relying_party("app.example")).build().unwrap();
    let user = site.client.verify(&browser.sign_in().await.unwrap().parse().unwrap()).await.unwrap();
    let now = std::time::SystemTime::now();
    let denied = passwordless.gate().examine(&user, passwordless::api::TokenKind::PasskeySignin, now);
    assert_eq!(denied.unwrap_err().code(), "relying_party_denied");
    assert!(
        matches!(passwordless.client().verify(&"verify_AAAA".parse().unwrap()).await, Err(error) if error.kind() == ErrorKind::Problem)
    );
}

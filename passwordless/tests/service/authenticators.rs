//! The lists of authenticator models over the wire, compared with the golden files.

use std::time::{Duration, SystemTime};

use passwordless::{
    ErrorKind,
    api::{Aaguid, ErrorCode, admin::AuthenticatorList},
};

use crate::support::{Answer, Server, golden};

const ONE: &str = "973446ca-e21c-9a9b-99f5-9b985a67af0f";
const OTHER: &str = "FCB1BCB4-F370-078C-6993-BC24D0AE3FBE";

fn models() -> [Aaguid; 2] {
    [OTHER, ONE].map(|text| text.parse().unwrap())
}

#[tokio::test]
async fn either_list_is_read() {
    let server = Server::start([
        Answer::golden(200, "authenticators-list.response"),
        Answer::new(200, "[]"),
        Answer::new(200, r#"[{"aaGuid":"","createdAt":"2025-03-04T05:06:07"}]"#),
    ])
    .await;
    let client = server.client();
    let allowed = client.authenticators(AuthenticatorList::Allowed).await.unwrap();
    let moment = SystemTime::UNIX_EPOCH + Duration::new(1_741_064_767, 123_456_700);
    assert_eq!(allowed.len(), 1);
    assert_eq!((allowed[0].aaguid(), allowed[0].created_at()), (models()[1], moment));
    assert!(client.authenticators(AuthenticatorList::Blocked).await.unwrap().is_empty());
    let asked = server.asked();
    assert!(asked[0].line.starts_with("GET /authenticators/list?isAllowed=true "), "{}", asked[0].line);
    assert!(asked[1].line.starts_with("GET /authenticators/list?isAllowed=false "), "{}", asked[1].line);
    // A rule that names no model must not read as one that does.
    let error = client.authenticators(AuthenticatorList::Allowed).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn models_are_put_on_lists_and_taken_off() {
    let server = Server::start([Answer::with(204, &[], "")]).await;
    let client = server.client();
    client.add_authenticators(AuthenticatorList::Allowed, models()).await.unwrap();
    client.add_authenticators(AuthenticatorList::Blocked, [models()[0]; 2]).await.unwrap();
    client.remove_authenticators([models()[0]]).await.unwrap();
    let asked = server.asked();
    let paths: Vec<_> = asked.iter().map(|asked| asked.line.split(' ').nth(1).unwrap()).collect();
    assert_eq!(paths, ["/authenticators/add", "/authenticators/add", "/authenticators/remove"]);
    assert_eq!(asked[0].json(), golden("authenticators-add.request"));
    assert_eq!(asked[1].json()["isAllowed"], false);
    assert_eq!(asked[1].json()["aaGuids"].as_array().unwrap().len(), 1);
    assert_eq!(asked[2].json(), golden("authenticators-remove.request"));
}

#[tokio::test]
async fn a_list_needs_at_least_one_model() {
    let server = Server::start([Answer::with(204, &[], "")]).await;
    let client = server.client();
    for error in [
        client.add_authenticators(AuthenticatorList::Allowed, []).await.unwrap_err(),
        client.remove_authenticators([]).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input);
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn a_plan_without_attestation_is_said_by_its_code() {
    let server = Server::start([Answer::golden(403, "attestation-off.problem")]).await;
    let error = server.client().authenticators(AuthenticatorList::Allowed).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::AttestationNotSupportedOnPlan));
    assert!(!error.is_our_key() && !error.is_token_refused() && !error.is_retryable());
}

#[tokio::test]
async fn only_reading_is_repeated() {
    let server = Server::start([Answer::with(503, &[], "")]).await;
    assert!(server.client().authenticators(AuthenticatorList::Allowed).await.is_err());
    assert_eq!(server.asked().len(), 3);
    assert!(server.client().add_authenticators(AuthenticatorList::Allowed, models()).await.is_err());
    assert!(server.client().remove_authenticators(models()).await.is_err());
    assert_eq!(server.asked().len(), 5);
}

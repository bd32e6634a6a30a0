//! What goes over the wire, compared with the golden files.

use std::time::{Duration, SystemTime};

use passwordless::{
    CredentialId, Registration,
    api::{Attestation, AuthenticatorType, Hint, MagicLink, TokenRequest, UserVerification},
};

use crate::support::{Answer, SECRET, Server, golden, token};

async fn yes(body: &str) -> Server {
    Server::start([Answer::new(200, body)]).await
}

/// The one request that the server saw, which must be this call with this golden body.
fn assert_asked(server: &Server, line: &str, body: &str) {
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line, format!("{line} HTTP/1.1"));
    assert_eq!(asked[0].json(), golden(body));
    assert_eq!(asked[0].header("content-type"), ["application/json"]);
}

#[tokio::test]
async fn every_call_sends_its_headers_and_one_key() {
    let server = yes("{\"count\":0}").await;
    server.client().count_users().await.unwrap();
    let asked = &server.asked()[0];
    assert_eq!(asked.line, "GET /users/count HTTP/1.1");
    assert_eq!(asked.header("ApiSecret"), [SECRET]);
    assert_eq!(asked.header("ApiKey"), [""; 0]);
    assert_eq!(asked.header("Accept"), ["application/json"]);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(asked.header("Client-Version"), [format!("rust-{version}")]);
    assert_eq!(asked.header("User-Agent"), [format!("passwordless-rust/{version}")]);
    assert_eq!((asked.header("Referer").len(), asked.body.as_str()), (0, ""));
}

#[tokio::test]
async fn a_registration_with_nothing_but_names() {
    let server = Server::start([Answer::golden(200, "register-token.response")]).await;
    let registration = Registration::new("user-4df2adbe-255b-489f-87b3-64767fed1704", "pat@example.com");
    let token = server.client().create_register_token(&registration).await.unwrap();
    assert_eq!(token.expose(), "register_k8Qg6e9dSdFT");
    assert_eq!(serde_json::to_value(&token).unwrap(), golden("register-token.response")["token"]);
    assert_asked(&server, "POST /register/token", "register-token.request");
}

#[tokio::test]
async fn a_registration_with_every_option() {
    let server = Server::start([Answer::golden(200, "register-token.response")]).await;
    let registration = Registration::new("user-7285e84a-736b-4d97-9e94-c537abc701c9", "pat@example.com")
        .display_name("Pat")
        .attestation(Attestation::None)
        .authenticator_type(AuthenticatorType::Platform)
        .discoverable(true)
        .user_verification(UserVerification::Required)
        .expires_at(SystemTime::UNIX_EPOCH + Duration::from_secs(4_070_908_800))
        .aliases(["a-fad0c228-ce1a-4cf1-9290-320f4f25b3a4"])
        .alias_hashing(false)
        .hints([Hint::ClientDevice]);
    server.client().create_register_token(&registration).await.unwrap();
    assert_asked(&server, "POST /register/token", "register-token-full.request");
}

#[test]
fn options_are_spelled_as_the_service_reads_them() {
    let spelled = |option: serde_json::Value| option.as_str().unwrap().to_owned();
    let to = |option: &dyn Fn() -> serde_json::Result<serde_json::Value>| spelled(option().unwrap());
    for (option, spelling) in [(Attestation::Direct, "direct"), (Attestation::Indirect, "indirect")] {
        assert_eq!(to(&|| serde_json::to_value(option)), spelling);
    }
    for (option, spelling) in
        [(AuthenticatorType::Any, "any"), (AuthenticatorType::CrossPlatform, "cross-platform")]
    {
        assert_eq!(to(&|| serde_json::to_value(option)), spelling);
    }
    for (option, spelling) in
        [(UserVerification::Preferred, "preferred"), (UserVerification::Discouraged, "discouraged")]
    {
        assert_eq!(to(&|| serde_json::to_value(option)), spelling);
    }
    for (option, spelling) in [(Hint::SecurityKey, "security-key"), (Hint::Hybrid, "hybrid")] {
        assert_eq!(to(&|| serde_json::to_value(option)), spelling);
    }
}

#[tokio::test]
async fn a_token_to_verify() {
    let server = Server::start([Answer::golden(200, "verify-signin.response")]).await;
    server.client().verify(&token()).await.unwrap();
    assert_asked(&server, "POST /signin/verify", "verify.request");
}

#[tokio::test]
async fn a_token_to_generate() {
    let server = Server::start([Answer::golden(200, "generate-token.response")]).await;
    let week = TokenRequest::new("user-3783c884-59ae-47be-b238-b717812a5368")
        .time_to_live(Duration::from_secs(604_800));
    let token = server.client().generate_token(&week).await.unwrap();
    assert_eq!(token.expose(), "verify_k8QgrZ_-Ujo3");
    assert_asked(&server, "POST /signin/generate-token", "generate-token.request");

    let server = Server::start([Answer::golden(200, "generate-token.response")]).await;
    let full = TokenRequest::new("u-1001")
        .time_to_live(Duration::from_secs(60))
        .purpose("step-up")
        .origin("https://app.example")
        .rp_id("app.example");
    server.client().generate_token(&full).await.unwrap();
    assert_asked(&server, "POST /signin/generate-token", "generate-token-full.request");
}

#[tokio::test]
async fn aliases_to_set() {
    let server = Server::start([Answer::Raw("HTTP/1.1 204 X\r\nConnection: close\r\n\r\n".into())]).await;
    let aliases = ["a-2bd20fa9-e1a5-4843-8504-71ffebc72762", "b-53dec317-5fc3-4e83-8171-bd0f367fa49c"];
    server.client().set_aliases("user-24351b74-b670-4c37-9ea3-4e19b741a459", aliases).await.unwrap();
    assert_asked(&server, "POST /alias", "alias.request");

    let server = Server::start([Answer::Raw("HTTP/1.1 204 X\r\nConnection: close\r\n\r\n".into())]).await;
    let none: [&str; 0] = [];
    server.client().set_aliases_in_clear("user-24351b74-b670-4c37-9ea3-4e19b741a459", none).await.unwrap();
    assert_asked(&server, "POST /alias", "alias-in-clear.request");
}

#[tokio::test]
async fn what_to_delete() {
    // Given in the alphabet of `verify`, sent in the one that the service takes.
    let id: CredentialId = "1iiZNBeDRcozHnjQPCad924CgO345r66p9TsdR/f6Eo=".parse().unwrap();
    let server = Server::start([Answer::Raw("HTTP/1.1 204 X\r\nConnection: close\r\n\r\n".into())]).await;
    server.client().delete_credential(&id).await.unwrap();
    assert_asked(&server, "POST /credentials/delete", "credentials-delete.request");

    let server = Server::start([Answer::with(200, &[], "")]).await;
    server.client().delete_user("user-6b9b5714-d85d-480f-9263-5f1e96518da5").await.unwrap();
    assert_asked(&server, "POST /users/delete", "users-delete.request");
}

#[tokio::test]
async fn a_magic_link_to_send() {
    let server = Server::start([Answer::Raw("HTTP/1.1 204 X\r\nConnection: close\r\n\r\n".into())]).await;
    let link = MagicLink::new(
        "user-7cea3d88-6e91-471e-9937-9cc4d01842bc",
        "pat@example.com",
        "http://localhost:4000/magic?token=$TOKEN",
    );
    server.client().send_magic_link(&link).await.unwrap();
    assert_asked(&server, "POST /magic-links/send", "magic-links-send.request");
}

#[tokio::test]
async fn ids_are_encoded_and_a_path_in_the_url_is_kept() {
    let server = yes("{\"values\":[]}").await;
    let client = server.builder().url(format!("{}/api", server.url())).build().unwrap();
    client.aliases("a b&c=d/é?#+").await.unwrap();
    client.credentials("../users").await.unwrap();
    let lines: Vec<_> = server.asked().into_iter().map(|asked| asked.line).collect();
    assert_eq!(
        lines,
        [
            "GET /api/alias/list?userId=a%20b%26c%3Dd%2F%C3%A9%3F%23%2B HTTP/1.1",
            "GET /api/credentials/list?userId=%2E%2E%2Fusers HTTP/1.1"
        ]
    );
}

#[tokio::test]
async fn localhost_is_this_machine() {
    let server = yes("{\"count\":7}").await;
    let url = server.url().replace("127.0.0.1", "localhost");
    assert_eq!(server.builder().url(url).build().unwrap().count_users().await.unwrap(), 7);
}

//! What comes over the wire, read from the golden files.

use std::time::{Duration, SystemTime};

use passwordless::{
    Error, VerifiedUser,
    api::{Aaguid, ErrorCode, TokenKind},
};
use serde_json::{Value, json};

use crate::support::{Answer, Server, golden, token};

async fn verified(body: Value) -> VerifiedUser {
    let server = Server::start([Answer::new(200, &body.to_string())]).await;
    server.client().verify(&token()).await.unwrap()
}

async fn refused(status: u16, name: &str) -> Error {
    let server = Server::start([Answer::golden(status, name)]).await;
    server.client().verify(&token()).await.unwrap_err()
}

fn at(seconds: u64, nanoseconds: u32) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds)
}

#[tokio::test]
async fn a_sign_in() {
    let user = verified(golden("verify-signin.response")).await;
    assert_eq!(user.user_id(), "user-3c4f4e34-3bb0-4a8a-af22-63c1563bc395");
    assert_eq!(user.kind(), TokenKind::PasskeySignin);
    assert_eq!(user.timestamp(), at(1_795_440_023, 422_738_000));
    assert_eq!(user.expires_at(), at(1_795_440_143, 422_738_100));
    assert_eq!(user.origin(), Some("http://localhost:4000"));
    assert_eq!(user.rp_id(), Some("localhost"));
    assert_eq!(user.device(), Some("Chrome, Windows 10"));
    assert_eq!(user.country(), None);
    assert_eq!(user.nickname(), Some("Key two"));
    assert_eq!(user.purpose(), Some("sign-in"));
    assert_eq!(user.token_id(), "faf43f29-a9ea-4dad-8e31-4026e9c495b2");
    let id = user.credential_id().unwrap().to_string();
    assert_eq!(id, "_GXpcMDb7tSzaNT9CPgPt9IsrL2s6_lg-t0877SXOV4");
}

#[tokio::test]
async fn a_registration_verifies_too_but_says_what_it_is() {
    let user = verified(golden("verify-registration.response")).await;
    assert_eq!((user.kind(), user.purpose()), (TokenKind::PasskeyRegister, None));
}

#[tokio::test]
async fn tokens_without_a_ceremony_are_full_of_nulls() {
    for (name, kind) in [
        ("verify-generated.response", TokenKind::GeneratedSignin),
        ("verify-magic-link.response", TokenKind::MagicLink),
    ] {
        let user = verified(golden(name)).await;
        assert_eq!(user.kind(), kind);
        let texts = [user.origin(), user.rp_id(), user.device(), user.country(), user.nickname()];
        assert_eq!(texts, [None; 5]);
        assert!(user.credential_id().is_none());
    }
}

#[tokio::test]
async fn absent_unknown_and_otherwise_spelled_members() {
    let user = verified(json!({
        "success": true, "userId": "u", "tokenId": "t", "timestamp": "2025-03-04T05:06:07",
        "expiresAt": "2025-03-04T05:06:07.1234567+00:00", "rpid": "app.example", "brandNew": { "a": [1] },
        "type": "brand_new"
    }))
    .await;
    assert_eq!(user.rp_id(), Some("app.example"));
    assert_eq!(user.kind(), TokenKind::Other("brand_new".into()));
    assert_eq!(user.kind().as_str(), "brand_new");
    assert_eq!(user.timestamp(), at(1_741_064_767, 0));
    assert_eq!(user.expires_at(), at(1_741_064_767, 123_456_700));
}

#[tokio::test]
async fn credentials() {
    let server = Server::start([Answer::golden(200, "credentials-list.response")]).await;
    let credentials = server.client().credentials("u").await.unwrap();
    let [first, second] = &credentials[..] else { panic!("{credentials:?}") };
    assert_eq!(first.id().to_string(), "1iiZNBeDRcozHnjQPCad924CgO345r66p9TsdR_f6Eo");
    assert_eq!(first.user_id(), "user-49825315-e8f3-4a7c-b4be-77d7746e94f3");
    assert_eq!(first.public_key()[..3], [0xa5, 0x01, 0x02]);
    assert_eq!((first.signature_counter(), first.attestation_format()), (0, "none"));
    assert_eq!(first.aaguid(), Aaguid::default());
    assert_eq!(first.created_at(), at(1_795_440_026, 533_194_300));
    assert_eq!(first.last_used_at(), first.created_at());
    assert_eq!((first.rp_id(), first.origin()), (Some("localhost"), Some("http://localhost:4000")));
    assert_eq!((first.country(), first.device()), (None, Some("Chrome, Windows 10")));
    assert_eq!(first.nickname(), Some("Desk key"));
    let flags = [first.is_backed_up(), first.is_backup_eligible(), first.is_discoverable()];
    assert_eq!(flags, [Some(false), Some(false), Some(true)]);
    assert_eq!((second.nickname(), second.is_backed_up()), (None, Some(true)));
}

#[tokio::test]
async fn an_old_credential_knows_less_of_itself() {
    let mut list = golden("credentials-list.response");
    for member in
        ["backupState", "isBackupEligible", "isDiscoverable", "nickname", "country", "device", "publicKey"]
    {
        list["values"][0][member] = Value::Null;
    }
    let rp_id = list["values"][0].as_object_mut().unwrap().remove("rpid").unwrap();
    list["values"][0]["rpId"] = rp_id;
    let server = Server::start([Answer::new(200, &list.to_string())]).await;
    let credentials = server.client().credentials("u").await.unwrap();
    assert_eq!(credentials[0].is_discoverable(), None);
    assert_eq!(credentials[0].rp_id(), Some("localhost"));
}

#[tokio::test]
async fn aliases() {
    let server = Server::start([Answer::golden(200, "alias-list.response")]).await;
    let aliases = server.client().aliases("u").await.unwrap();
    assert_eq!(aliases[0].hash(), "JrqFni/BMLPOwxoF5zmGEItQRX3gnwgkvt/CQ6rcP6E=");
    assert_eq!((aliases[1].clear_text(), aliases.len()), (None, 2));
    assert_eq!(aliases[1].user_id(), "user-24351b74-b670-4c37-9ea3-4e19b741a459");
}

#[tokio::test]
async fn users() {
    let server = Server::start([Answer::golden(200, "users-list.response")]).await;
    let users = server.client().users().await.unwrap();
    assert_eq!(users[0].user_id(), "user-6b9b5714-d85d-480f-9263-5f1e96518da5");
    assert_eq!(users[0].aliases().collect::<Vec<_>>(), ["users-bbbe7f44-c3e3-42f4-a146-3db7df05f239"]);
    assert_eq!((users[0].credentials_count(), users[0].last_used_at().is_some()), (1, true));
    // Hashed aliases are nulls in the list.
    assert_eq!((users[1].alias_count(), users[1].aliases().count(), users[1].last_used_at()), (2, 0, None));

    let server = Server::start([Answer::golden(200, "users-count.response")]).await;
    assert_eq!(server.client().count_users().await.unwrap(), 2);
}

#[tokio::test]
async fn refusals() {
    let expired = refused(403, "expired-token.problem").await;
    assert_eq!(expired.code(), Some(&ErrorCode::ExpiredToken));
    assert!(expired.is_token_refused() && !expired.is_our_key());

    let invalid = refused(400, "invalid-token.problem").await;
    assert_eq!(invalid.code(), Some(&ErrorCode::InvalidToken));
    assert!(invalid.is_token_refused());

    let validation = refused(400, "validation.problem").await;
    assert_eq!((validation.code(), validation.is_token_refused()), (None, false));
    assert_eq!(validation.problem().unwrap().fields().collect::<Vec<_>>(), ["userId"]);

    let unauthorized = refused(401, "unauthorized.problem").await;
    assert!(unauthorized.is_our_key() && !unauthorized.is_token_refused());
    assert!(unauthorized.to_string().contains("API_SECRET"), "{unauthorized}");

    let forbidden = refused(403, "forbidden.problem").await;
    assert!(forbidden.is_our_key());
    assert!(forbidden.to_string().contains("token_verify"), "{forbidden}");
    let trace_id = forbidden.problem().unwrap().trace_id();
    assert_eq!(trace_id, Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"));

    let off = refused(403, "feature-off.problem").await;
    assert!(!off.is_our_key());
    assert!(off.to_string().contains("switched off"), "{off}");

    let conflict = refused(409, "alias-conflict.problem").await;
    assert_eq!((conflict.code(), conflict.status()), (Some(&ErrorCode::AliasConflict), Some(409)));
    assert_eq!(refused(500, "failed.problem").await.code(), None);
}

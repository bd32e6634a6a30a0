//! Sign-in configurations over the wire, compared with the golden files.

use std::time::{Duration, SystemTime};

use passwordless::{
    ErrorKind,
    api::{Hint, UserVerification, admin::AuthConfigChange},
};

use crate::support::{Answer, Server, golden};

fn pay() -> AuthConfigChange {
    AuthConfigChange::new("pay", "ops")
        .user_verification(UserVerification::Required)
        .time_to_live(Duration::from_secs(60))
        .hints([Hint::SecurityKey, Hint::Hybrid])
}

#[tokio::test]
async fn they_are_listed_with_those_that_are_always_there() {
    let server = Server::start([Answer::golden(200, "auth-configs-list.response")]).await;
    let configs = server.client().auth_configs().await.unwrap();
    assert!(server.asked()[0].line.starts_with("GET /auth-configs/list "));
    let purposes: Vec<_> = configs.iter().map(|config| config.purpose()).collect();
    assert_eq!(purposes, ["pay", "step-up", "sign-in"]);
    let (pay, preset) = (&configs[0], &configs[1]);
    assert_eq!(pay.user_verification(), Some(UserVerification::Required));
    assert_eq!(pay.time_to_live(), Duration::from_secs(60));
    assert_eq!(pay.hints().collect::<Vec<_>>(), [Hint::SecurityKey, Hint::Hybrid]);
    let made = SystemTime::UNIX_EPOCH + Duration::new(1_741_064_767, 123_456_700);
    assert_eq!((pay.created_by(), pay.created_on()), (Some("ops"), Some(made)));
    assert_eq!((pay.edited_by(), pay.edited_on(), pay.last_used_on()), (None, None, None));
    assert_eq!((preset.created_by(), preset.created_on()), (Some("System"), None));
    assert_eq!(preset.hints().count(), 0);
}

#[tokio::test]
async fn what_a_later_service_says_is_no_failure() {
    let body = r#"{"configurations":[{"purpose":"pay","timeToLive":-5,"hints":"Telepathy, Hybrid","userVerificationRequirement":"wished"}]}"#;
    let server = Server::start([Answer::new(200, body)]).await;
    let configs = server.client().auth_configs().await.unwrap();
    assert_eq!((configs[0].user_verification(), configs[0].time_to_live()), (None, Duration::ZERO));
    assert_eq!(configs[0].hints().collect::<Vec<_>>(), [Hint::Hybrid]);
}

#[tokio::test]
async fn they_are_added_changed_and_deleted() {
    let server = Server::start([Answer::new(201, ""), Answer::new(204, "")]).await;
    let client = server.client();
    client.add_auth_config(&pay()).await.unwrap();
    client.update_auth_config(&pay()).await.unwrap();
    client.delete_auth_config("pay", "ops").await.unwrap();
    let asked = server.asked();
    let paths: Vec<_> = asked.iter().map(|asked| asked.line.split(' ').nth(1).unwrap()).collect();
    assert_eq!(paths, ["/auth-configs/add", "/auth-configs", "/auth-configs/delete"]);
    assert_eq!(asked[0].json(), golden("auth-config.request"));
    assert_eq!(asked[1].json(), golden("auth-config.request"));
    assert_eq!(asked[2].json(), golden("auth-config-delete.request"));
}

#[tokio::test]
async fn a_purpose_that_would_match_another_is_never_sent() {
    let server = Server::start([Answer::new(204, "")]).await;
    for purpose in ["", " ", "a b"] {
        let error = server.client().delete_auth_config(purpose, "ops").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
    }
    assert_eq!(server.client().delete_auth_config("pay", "").await.unwrap_err().kind(), ErrorKind::Input);
    assert!(server.asked().is_empty());
}

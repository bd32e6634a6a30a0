//! Input that is refused before anything is sent.

use std::time::Duration;

use passwordless::{
    Client, Error, ErrorKind, Registration,
    api::{MagicLink, TokenRequest},
};

use crate::support::{Answer, Server};

#[tokio::test]
async fn nothing_is_sent_of_what_the_service_would_refuse() {
    let server = Server::start([Answer::with(200, &[], "")]).await;
    let client: Client = server.client();
    let template = "https://app.example/magic#$TOKEN";
    let day = Duration::from_secs(24 * 60 * 60);
    let errors: Vec<(Error, &str)> = vec![
        (client.create_register_token(&Registration::new("", "pat")).await.unwrap_err(), "user_id"),
        (client.create_register_token(&Registration::new("u", "")).await.unwrap_err(), "username"),
        (client.generate_token(&TokenRequest::new(" ")).await.unwrap_err(), "user_id"),
        (
            client.generate_token(&TokenRequest::new("u").time_to_live(8 * day)).await.unwrap_err(),
            "time_to_live",
        ),
        (client.generate_token(&TokenRequest::new("u").purpose("")).await.unwrap_err(), "purpose"),
        (client.set_aliases("", ["a"]).await.unwrap_err(), "user_id"),
        (client.set_aliases("u", [""]).await.unwrap_err(), "blank"),
        (client.set_aliases_in_clear("u", (0..11).map(|n| n.to_string())).await.unwrap_err(), "10"),
        (client.aliases("").await.unwrap_err(), "user_id"),
        (client.credentials("").await.unwrap_err(), "user_id"),
        (client.delete_user("\t").await.unwrap_err(), "user_id"),
        (client.send_magic_link(&MagicLink::new("u", "nope", template)).await.unwrap_err(), "email_address"),
        (
            client
                .send_magic_link(&MagicLink::new("u", "a@b.example", "https://b.example"))
                .await
                .unwrap_err(),
            "$TOKEN",
        ),
        (
            client
                .send_magic_link(&MagicLink::new("u", "a@b.example", template).time_to_live(Duration::ZERO))
                .await
                .unwrap_err(),
            "time_to_live",
        ),
    ];
    for (error, part) in &errors {
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(server.asked().is_empty(), "{:?}", server.asked());
}

//! Which calls are repeated, after what.

use std::time::{Duration, Instant};

use passwordless::{
    Client, CredentialId, Registration,
    api::{MagicLink, TokenRequest},
};

use crate::support::{Answer, Server, secret, token};

fn outage() -> Answer {
    Answer::with(503, &[], "")
}

#[tokio::test]
async fn a_short_outage_goes_unnoticed() {
    for status in [429, 502, 503, 504] {
        let server =
            Server::start([Answer::with(status, &[], ""), Answer::golden(200, "verify-signin.response")])
                .await;
        assert!(server.client().verify(&token()).await.is_ok(), "{status}");
        assert_eq!(server.asked().len(), 2);
    }
}

#[tokio::test]
async fn a_connection_that_closes_before_an_answer_is_tried_again() {
    let server =
        Server::start([Answer::Raw(String::new()), Answer::golden(200, "verify-signin.response")]).await;
    assert!(server.client().verify(&token()).await.is_ok());
    assert_eq!(server.asked().len(), 2);
    // Nobody knows whether this one was heard.
    let server = Server::start([Answer::Raw(String::new())]).await;
    assert!(server.client().set_aliases("u", ["a"]).await.is_err());
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_long_outage_is_reported_after_two_repetitions_or_none() {
    let server = Server::start([outage()]).await;
    let error = server.client().users().await.unwrap_err();
    assert!(error.is_retryable() && error.status() == Some(503));
    assert_eq!(server.asked().len(), 3);

    let server = Server::start([outage()]).await;
    assert!(server.builder().retries(0).build().unwrap().users().await.is_err());
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn only_calls_that_do_no_harm_twice_are_repeated() {
    async fn asked(server: &Server, call: impl AsyncFnOnce(Client)) -> usize {
        let before = server.asked().len();
        call(server.client()).await;
        server.asked().len() - before
    }
    let server = Server::start([outage()]).await;
    let id: CredentialId = "AAAA".parse().unwrap();
    let link = MagicLink::new("u", "pat@example.com", "https://app.example/#$TOKEN");
    for calls in [
        asked(&server, async |client| drop(client.verify(&token()).await)).await,
        asked(&server, async |client| drop(client.aliases("u").await)).await,
        asked(&server, async |client| drop(client.credentials("u").await)).await,
        asked(&server, async |client| drop(client.count_users().await)).await,
        asked(&server, async |client| drop(client.delete_user("u").await)).await,
    ] {
        assert_eq!(calls, 3);
    }
    for calls in [
        asked(&server, async |client| drop(client.create_register_token(&Registration::new("u", "p")).await))
            .await,
        asked(&server, async |client| drop(client.generate_token(&TokenRequest::new("u")).await)).await,
        asked(&server, async |client| drop(client.set_aliases("u", ["a"]).await)).await,
        asked(&server, async |client| drop(client.delete_credential(&id).await)).await,
        asked(&server, async |client| drop(client.send_magic_link(&link).await)).await,
    ] {
        assert_eq!(calls, 1);
    }
}

#[tokio::test]
async fn answers_that_will_not_change_are_not_asked_for_again() {
    for status in [302, 400, 401, 403, 404, 409, 500] {
        let server = Server::start([Answer::with(status, &[], "")]).await;
        assert!(server.client().verify(&token()).await.is_err());
        assert_eq!(server.asked().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_long_retry_after_is_handed_on_instead_of_waited_for() {
    let server = Server::start([Answer::with(429, &[("Retry-After", "60")], "")]).await;
    let error = server.client().verify(&token()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn repetitions_do_not_outlive_the_time_out() {
    let server = Server::start([outage(), Answer::Stall(String::new())]).await;
    let client = server.builder().timeout(Duration::from_secs(1)).build().unwrap();
    let started = Instant::now();
    let error = client.verify(&token()).await.unwrap_err();
    assert!(error.is_timeout());
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn an_outage_is_not_answered_with_thrice_the_load_for_ever() {
    let server = Server::start([outage()]).await;
    let client = server.client();
    let calls = (0..20).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { drop(client.count_users().await) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    let asked = server.asked().len();
    assert!((30..=34).contains(&asked), "{asked}");
}

#[tokio::test]
async fn no_connection_is_worth_a_second_try() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder(secret()).url(url).build().unwrap();
    let started = Instant::now();
    assert!(client.verify(&token()).await.unwrap_err().is_connect());
    // Two waits, of at least 50 ms and 100 ms.
    assert!(started.elapsed() >= Duration::from_millis(150), "{:?}", started.elapsed());
}

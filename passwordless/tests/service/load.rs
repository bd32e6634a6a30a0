//! How many calls are under way at once.

use passwordless::{Client, Error, ErrorKind, Registration, Rejection, VerifiedUser};

use tokio_test::{assert_pending, assert_ready_err, task::spawn};

use crate::support::{Answer, Server, token};

/// A service that takes calls and answers none.
async fn stalled() -> Server {
    Server::start([Answer::Stall(String::new())]).await
}

fn busy(server: &Server) -> Client {
    server.builder().concurrency(1).build().unwrap()
}

fn is_overloaded(answer: Result<VerifiedUser, Error>) -> bool {
    answer.unwrap_err().is_overloaded()
}

#[tokio::test]
async fn a_call_too_many_is_refused_at_once_and_asks_nobody() {
    let server = stalled().await;
    let client = busy(&server);
    let token = token();
    let mut first = spawn(client.verify(&token));
    assert_pending!(first.poll());

    let other = client.clone();
    let error = assert_ready_err!(spawn(other.verify(&token)).poll());
    assert_eq!(error.kind(), ErrorKind::Overloaded);
    assert!(error.to_string().contains("ClientBuilder::concurrency"), "{error}");
    assert!(error.is_retryable() && !error.is_token_refused() && !error.is_our_key() && !error.is_timeout());
    let rejection = Rejection::from(error);
    assert_eq!((rejection.status(), rejection.code()), (503, "overloaded"));
    assert!(rejection.retry_after_seconds().is_some());
}

#[tokio::test]
async fn every_kind_of_call_counts() {
    let server = stalled().await;
    let client = busy(&server);
    let registration = Registration::new("u", "p");
    let mut first = spawn(client.create_register_token(&registration));
    assert_pending!(first.poll());
    assert!(is_overloaded(client.verify(&token()).await));
    assert!(client.count_users().await.unwrap_err().is_overloaded());
    assert!(client.delete_user("u").await.unwrap_err().is_overloaded());
}

#[tokio::test]
async fn a_place_is_free_again_when_its_call_is_dropped_in_flight() {
    let server = stalled().await;
    let client = busy(&server);
    let token = token();
    let mut first = spawn(client.verify(&token));
    assert_pending!(first.poll());
    drop(first);
    let mut second = spawn(client.verify(&token));
    assert_pending!(second.poll());
    assert!(is_overloaded(client.verify(&token).await));
}

#[tokio::test]
async fn a_place_is_free_again_when_its_time_is_over() {
    let server = stalled().await;
    let client =
        server.builder().concurrency(1).timeout(std::time::Duration::from_millis(50)).build().unwrap();
    for _ in 0..2 {
        assert!(client.verify(&token()).await.unwrap_err().is_timeout());
    }
}

#[tokio::test]
async fn an_outage_keeps_its_place_through_repetitions_and_gives_it_back() {
    let server = Server::start([Answer::with(503, &[], ""), Answer::with(503, &[], "")]).await;
    let client = busy(&server);
    for _ in 0..2 {
        assert_eq!(client.verify(&token()).await.unwrap_err().status(), Some(503));
    }
    assert_eq!(server.asked().len(), 6);
}

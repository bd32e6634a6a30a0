//! Servers that are not what they should be. Each call must end in time, with an error that says what happened.

use std::time::Duration;

use passwordless::{Client, Error, ErrorKind, api::ErrorCode};

use crate::support::{Answer, SECRET, Server, TOKEN, golden, token};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// What a caller sees of an answer to `verify`.
async fn verify(answer: Answer) -> Error {
    let server = Server::start([answer]).await;
    let error = server.builder().retries(0).build().unwrap().verify(&token()).await.unwrap_err();
    let shown = format!("{error} {error:?} {error:#?}");
    assert!(shown.starts_with("POST /signin/verify: "), "{shown}");
    for secret in [SECRET, TOKEN, "sesame"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    error
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_secret_stays() {
    let thief = Server::start([Answer::golden(200, "verify-signin.response")]).await;
    let location = format!("{}/signin/verify", thief.url());
    for status in [301, 302, 303, 307, 308] {
        let error = verify(Answer::with(status, &[("Location", &location)], "")).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Problem, Some(status)));
        assert!(error.to_string().contains("redirect"), "{error}");
        assert!(!error.is_retryable() && !error.is_token_refused() && !error.is_our_key());
    }
    assert!(thief.asked().is_empty(), "{:?}", thief.asked());
}

#[tokio::test]
async fn a_redirect_without_a_body_end_does_not_hold_the_call() {
    let error =
        verify(Answer::Stall("HTTP/1.1 302 X\r\nContent-Length: 9\r\nLocation: /\r\n\r\n".into())).await;
    assert_eq!(error.status(), Some(302));
}

#[tokio::test]
async fn a_server_that_hangs_is_left_when_the_time_is_up() {
    for stall in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"userId\":",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 500 X\r\nContent-Length: 50\r\n\r\n",
    ] {
        let server = Server::start([Answer::Stall(stall.to_owned())]).await;
        let client = server.builder().timeout(Duration::from_millis(200)).build().unwrap();
        let error = client.verify(&token()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{stall}");
        assert!(error.is_timeout() && error.is_retryable() && !error.is_token_refused());
        assert!(error.to_string().contains("200ms"), "{error}");
        assert!(server.asked().len() <= 1);
    }
}

#[tokio::test]
async fn an_endless_answer_is_left_at_the_limit() {
    let server = Server::start([Answer::Endless]).await;
    let error = server.client().users().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("1048576"), "{error}");
}

#[tokio::test]
async fn an_answer_that_announces_too_much_is_not_even_read() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n".to_owned();
    let error = verify(Answer::Stall(head)).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn the_limit_is_the_last_byte_that_passes() {
    let body = golden("verify-signin.response").to_string();
    let server = Server::start([Answer::new(200, &body)]).await;
    let limited = |limit| server.builder().max_response_bytes(limit).build().unwrap();
    assert!(limited(body.len()).verify(&token()).await.is_ok());
    assert!(limited(body.len() - 1).verify(&token()).await.is_err());
}

#[tokio::test]
async fn a_huge_refusal_is_still_a_refusal() {
    let body = format!("{{\"title\":\"{}\"}}", "sesame".repeat(400_000));
    let error = verify(Answer::new(401, &body)).await;
    assert!(error.is_our_key());
}

#[tokio::test]
async fn a_truncated_answer_says_so() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"userId\":\"sesame";
    let error = verify(Answer::Raw(cut.to_owned())).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("broke off"), "{error}");
    let error = verify(Answer::with(200, &[JSON], "{\"userId\":\"sesame")).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    let cut = "HTTP/1.1 503 X\r\nContent-Length: 500\r\n\r\nsesame";
    assert_eq!(verify(Answer::Raw(cut.to_owned())).await.status(), Some(503));
}

#[tokio::test]
async fn what_does_not_speak_http_is_a_transport_error() {
    for noise in ["", "sesame\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc\r\n\r\n"] {
        assert_eq!(verify(Answer::Raw(noise.to_owned())).await.kind(), ErrorKind::Transport, "{noise}");
    }
}

#[tokio::test]
async fn a_web_page_is_no_answer() {
    let page = "<!doctype html><title>sesame</title>";
    let error = verify(Answer::with(200, &[("Content-Type", "text/html")], page)).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("web page"), "{error}");
    assert_eq!(verify(Answer::with(404, &[("Content-Type", "text/html")], page)).await.status(), Some(404));

    // A call that expects no body must not take a page for a yes either.
    let server = Server::start([Answer::with(200, &[("Content-Type", "text/html")], page)]).await;
    assert_eq!(server.client().delete_user("u").await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn empty_answers_are_judged_by_their_status() {
    for status in [400, 401, 403, 404, 405, 413, 415, 429, 500, 502, 503] {
        let error = verify(Answer::with(status, &[], "")).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Problem, Some(status)));
        assert_eq!(error.code(), None);
    }
    assert_eq!(verify(Answer::with(200, &[], "")).await.kind(), ErrorKind::Decode);
    assert_eq!(verify(Answer::Raw("HTTP/1.1 204 X\r\n\r\n".into())).await.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn success_false_is_a_refusal() {
    let mut user = golden("verify-signin.response");
    user["success"] = false.into();
    let error = verify(Answer::new(200, &user.to_string())).await;
    assert_eq!((error.kind(), error.is_token_refused()), (ErrorKind::Problem, true));
    for success in [serde_json::Value::Null, "true".into(), 1.into()] {
        user["success"] = success;
        assert_eq!(verify(Answer::new(200, &user.to_string())).await.kind(), ErrorKind::Decode);
    }
    user.as_object_mut().unwrap().remove("success");
    assert_eq!(verify(Answer::new(200, &user.to_string())).await.kind(), ErrorKind::Decode);
    // The same name twice: which one would count?
    let twice = golden("verify-signin.response").to_string().replacen('{', "{\"success\":false,", 1);
    assert_eq!(verify(Answer::new(200, &twice)).await.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_user_without_a_name_is_nobody() {
    for member in ["userId", "tokenId", "timestamp", "expiresAt"] {
        for value in [serde_json::Value::Null, "".into(), 5.into()] {
            let mut user = golden("verify-signin.response");
            user[member] = value;
            assert_eq!(
                verify(Answer::new(200, &user.to_string())).await.kind(),
                ErrorKind::Decode,
                "{member}"
            );
        }
    }
}

#[tokio::test]
async fn unknown_codes_and_members_are_kept_and_passed_over() {
    let body = "{\"errorCode\":\"brand_new\",\"status\":418,\"extra\":{\"a\":[]},\"title\":\"sesame\"}";
    let error = verify(Answer::with(418, &[("Content-Type", "application/problem+json")], body)).await;
    assert_eq!(error.code(), Some(&ErrorCode::Other("brand_new".into())));
    assert_eq!(error.problem().unwrap().status(), 418);
}

#[tokio::test]
async fn a_forged_tokens_500_is_an_error_and_asks_for_no_second_try() {
    let server = Server::start([Answer::golden(500, "failed.problem")]).await;
    let error = server.client().verify(&token()).await.unwrap_err();
    assert!(!error.is_token_refused() && !error.is_our_key() && !error.is_retryable());
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_named_as_such() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder(crate::support::secret()).url(url.clone()).retries(0).build().unwrap();
    let error = client.credentials("sesame").await.unwrap_err();
    assert_eq!((error.kind(), error.is_connect(), error.status()), (ErrorKind::Transport, true, None));
    let mut chain = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    assert!(source.is_some());
    while let Some(cause) = source {
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    // The address of a call names a user.
    assert!(!chain.contains("sesame"), "{chain}");
}

#[tokio::test]
async fn https_to_a_server_without_tls_fails_and_tells_it_nothing() {
    let server = Server::start([Answer::golden(200, "verify-signin.response")]).await;
    let url = server.url().replace("http://", "https://");
    let client = server.builder().url(url).retries(0).build().unwrap();
    let error = client.verify(&token()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert!(!asked[0].line.contains(SECRET) && !error.is_timeout());
}

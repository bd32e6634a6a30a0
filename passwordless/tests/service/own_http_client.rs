//! A `reqwest::Client` that the caller brings along.

use std::time::Duration;

use passwordless::ErrorKind;

use crate::support::{Answer, SECRET, Server, token};

/// As anybody would build one, but without a proxy that this machine may have in its environment.
fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn it_still_gets_our_headers_limits_and_time_out() {
    let server =
        Server::start([Answer::golden(200, "verify-signin.response"), Answer::Stall(String::new())]).await;
    let builder = server.builder().http_client(client());
    assert!(builder.clone().build().unwrap().verify(&token()).await.is_ok());
    assert_eq!(server.asked()[0].header("ApiSecret"), [SECRET]);
    let hasty = builder.timeout(Duration::from_millis(200)).build().unwrap();
    assert!(hasty.verify(&token()).await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_redirect_that_it_followed_is_an_error_even_if_the_answer_is_right() {
    let elsewhere = Server::start([Answer::golden(200, "verify-signin.response")]).await;
    let location = format!("{}/signin/verify", elsewhere.url());
    let server = Server::start([Answer::with(307, &[("Location", &location)], "")]).await;
    let client = server.builder().http_client(client()).build().unwrap();
    let error = client.verify(&token()).await.unwrap_err();
    // It did go there: this is the difference that the documentation warns of.
    assert_eq!(elsewhere.asked().len(), 1);
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("Policy::none()"), "{error}");
}

//! `examples/hyper.rs`: sessions, and tokens for one request, over HTTP/1 and HTTP/2.

use std::time::SystemTime;

use reqwest::{Client, ClientBuilder};
use tokio::net::TcpListener;

use crate::site::{Site, cookie};

#[path = "../../examples/hyper.rs"]
mod example;

/// Serves the example on a free port.
async fn start(site: &Site) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(example::serve(listener, site.passwordless()));
    url
}

async fn ask(http: ClientBuilder, url: &str, header: (&str, &str)) -> (u16, String) {
    let http: Client = http.no_proxy().build().unwrap();
    let response = http.get(url).header(header.0, header.1).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn a_session_is_known_over_http1_and_http2() {
    let site = Site::new();
    let url = start(&site).await;
    let (passwordless, now) = (site.passwordless(), SystemTime::now());
    let session = passwordless.gate().signed_in_as("alice", now).unwrap();
    let cookie = cookie(&passwordless.gate().set_cookie(&session, now).unwrap());
    let bearer = format!("Bearer {}", passwordless.gate().bearer(&session).unwrap());
    for http in [Client::builder, || Client::builder().http2_prior_knowledge()] {
        for header in [("cookie", cookie.as_str()), ("authorization", bearer.as_str())] {
            assert_eq!(ask(http(), &url, header).await, (200, "Hello alice!".to_owned()));
        }
        let (status, body) = ask(http(), &url, ("accept", "application/json")).await;
        assert_eq!(status, 401);
        assert!(body.contains("sign_in_required"), "{body}");
    }
}

#[tokio::test]
async fn a_token_is_good_for_one_request() {
    let site = Site::new();
    let browser = site.browser("alice").await;
    let url = start(&site).await;
    let bearer = format!("Bearer {}", browser.sign_in().await.unwrap());
    let header = ("authorization", bearer.as_str());
    assert_eq!(ask(Client::builder(), &url, header).await, (200, "Hello alice!".to_owned()));
    let (status, body) = ask(Client::builder(), &url, header).await;
    assert_eq!(status, 401);
    assert!(body.contains("token_already_used"), "{body}");
}

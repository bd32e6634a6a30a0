//! Which client a request comes from, through real connections.

use std::net::SocketAddr;

use axum::Router;
use passwordless::{
    Rejection,
    accounts::{MagicLinks, Mailboxes},
};
use passwordless_tower::{ClientAddress, Passwordless, PasswordlessBuilder};
use reqwest::StatusCode;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::site::{ORIGIN, Site};

/// How many links a client may ask for in a quarter of an hour.
const LINKS: usize = 10;

/// Addresses that are nobody's.
struct Nobodys;

impl Mailboxes for Nobodys {
    async fn user_of(&self, _: &str) -> Result<Option<String>, Rejection> {
        Ok(None)
    }
}

fn builder() -> PasswordlessBuilder {
    let links = MagicLinks::new(format!("{ORIGIN}/recover"), Nobodys);
    Site::new().builder().magic_links(links)
}

/// A server with the routes, whose address is told.
async fn serve(passwordless: Passwordless) -> String {
    let app = Router::new().nest("/passkeys", passwordless.routes());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/passkeys/magic-link", listener.local_addr().unwrap());
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    url
}

/// Asks this often, with these headers, and tells what the last answer was.
async fn ask(url: &str, times: usize, name: &str, value: &str) -> StatusCode {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut last = StatusCode::OK;
    for n in 0..times {
        let request = client.post(url).header("origin", ORIGIN).header("content-type", "application/json");
        let body = format!(r#"{{"email":"{n}@of.{}"}}"#, value.replace([',', ' '], ""));
        last = request.header(name, value).body(body).send().await.unwrap().status();
    }
    last
}

#[tokio::test]
async fn a_trusted_proxy_says_which_client_it_is() {
    let url = serve(builder().trusted_proxies(["127.0.0.0/8", "::1"]).build().unwrap()).await;
    assert_eq!(ask(&url, LINKS, "x-forwarded-for", "198.51.100.1").await, 202);
    assert_eq!(ask(&url, 1, "x-forwarded-for", "198.51.100.1").await, 429);
    assert_eq!(ask(&url, 1, "X-Forwarded-For", "1.1.1.1, 198.51.100.1").await, 429);
    assert_eq!(ask(&url, 1, "x-forwarded-for", "198.51.100.2").await, 202);
    // Other headers say nothing.
    assert_eq!(ask(&url, LINKS, "x-real-ip", "198.51.100.3").await, 202);
    assert_eq!(ask(&url, 1, "forwarded", "for=198.51.100.4").await, 429);
}

#[tokio::test]
async fn without_a_proxy_the_connection_says_it() {
    let url = serve(builder().build().unwrap()).await;
    assert_eq!(ask(&url, LINKS, "x-real-ip", "198.51.100.1").await, 202);
    assert_eq!(ask(&url, 1, "x-real-ip", "198.51.100.2").await, 429);
}

#[tokio::test]
async fn an_application_may_find_the_client_in_its_own_way() {
    let passwordless = builder().build().unwrap();
    let passwordless = passwordless
        .client_address(|request| request.headers.get("fly-client-ip")?.to_str().ok()?.parse().ok());
    let url = serve(passwordless).await;
    assert_eq!(ask(&url, LINKS, "fly-client-ip", "198.51.100.1").await, 202);
    assert_eq!(ask(&url, 1, "fly-client-ip", "198.51.100.1").await, 429);
    assert_eq!(ask(&url, 1, "fly-client-ip", "198.51.100.2").await, 202);
}

#[tokio::test]
async fn whoever_accepts_connections_may_insert_the_address() {
    let account = builder().build().unwrap().account_service();
    let ask = async |address: [u8; 4], n: usize| {
        let request = http::Request::post("/magic-link").header("origin", ORIGIN);
        let request =
            request.header("content-type", "application/json").extension(ClientAddress(address.into()));
        let request = request.body(format!(r#"{{"email":"{n}@example.com"}}"#)).unwrap();
        account.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    for n in 0..LINKS {
        assert_eq!(ask([192, 0, 2, 1], n).await, 202);
    }
    assert_eq!(ask([192, 0, 2, 1], LINKS).await, 429);
    assert_eq!(ask([192, 0, 2, 2], LINKS + 1).await, 202);
}

//! Who followed a magic link may add a passkey, and is nobody else.

use std::time::Duration;

use passwordless::{
    Rejection,
    accounts::{MagicLinks, Mailboxes},
};
use passwordless_rocket::{RecoverySession, Session};
use rocket::{
    get,
    http::{ContentType, Header, Status},
    local::asynchronous::{Client, LocalResponse},
    post, routes,
};

use crate::site::{ORIGIN, Site, rocket};

#[get("/recover")]
fn recover(recovery: RecoverySession) -> String {
    recovery.user_id().to_owned()
}

#[post("/recover")]
fn change(_recovery: RecoverySession) {}

#[get("/me")]
fn me(_session: Session) {}

/// The user whose every address is, if there is one.
pub(crate) struct Mail(pub(crate) Option<&'static str>);

impl Mailboxes for Mail {
    async fn user_of(&self, _: &str) -> Result<Option<String>, Rejection> {
        Ok(self.0.map(str::to_owned))
    }
}

async fn post<'c>(client: &'c Client, path: &'c str, body: String) -> LocalResponse<'c> {
    let request = client.post(path).header(ContentType::JSON).header(Header::new("Origin", ORIGIN));
    request.body(body).dispatch().await
}

/// The link in the e-mail, once it was sent.
async fn sent(site: &Site) -> String {
    let wait = async {
        loop {
            match site.emulator.outbox().first() {
                Some(mail) => return mail.link().to_owned(),
                None => tokio::task::yield_now().await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("no e-mail was sent")
}

#[tokio::test]
async fn a_link_opens_the_page_for_a_passkey_and_no_other() {
    let site = Site::new();
    site.browser("alice").await;
    let links = MagicLinks::new(format!("{ORIGIN}/recover"), Mail(Some("alice")));
    let rocket = rocket().attach(site.fairing().magic_links(links)).mount("/", routes![recover, change, me]);
    let client = Client::tracked(rocket).await.unwrap();
    let response = client.get("/recover").dispatch().await;
    assert_eq!(response.status(), Status::Unauthorized);
    assert!(response.into_string().await.unwrap().contains("sign_in_required"));

    let asked = post(&client, "/passkeys/magic-link", r#"{"email":"alice@example.com"}"#.to_owned()).await;
    assert_eq!(asked.status(), Status::Accepted);
    let link = sent(&site).await;
    let (token, rest) = link.split_once('#').unwrap().1.split_once('.').unwrap();
    let body = format!(r#"{{"token":"{token}","link":"{rest}"}}"#);
    assert_eq!(post(&client, "/passkeys/magic-link/complete", body).await.status(), Status::Ok);

    assert_eq!(client.get("/recover").dispatch().await.into_string().await.as_deref(), Some("alice"));
    assert_eq!(client.get("/me").dispatch().await.status(), Status::Unauthorized);
    assert_eq!(client.post("/recover").dispatch().await.status(), Status::Forbidden);
    let from_our_page = client.post("/recover").header(Header::new("Origin", ORIGIN)).dispatch().await;
    assert_eq!(from_our_page.status(), Status::Ok);
}

#[tokio::test]
async fn asking_is_limited_by_the_connection_and_not_by_what_a_header_says() {
    let site = Site::new();
    let links = MagicLinks::new(format!("{ORIGIN}/recover"), Mail(None));
    let client = Client::untracked(rocket().attach(site.fairing().magic_links(links))).await.unwrap();
    let ask = async |turn: u8, address: &str| {
        let request = client.post("/passkeys/magic-link").header(ContentType::JSON);
        let request = request.header(Header::new("Origin", ORIGIN));
        let request = request.header(Header::new("X-Real-IP", format!("192.0.2.{turn}")));
        let request = request.remote(format!("{address}:4000").parse().unwrap());
        request.body(format!(r#"{{"email":"nobody{turn}@example.com"}}"#)).dispatch().await
    };
    let mut turn = 0;
    let last = loop {
        let response = ask(turn, "198.51.100.1").await;
        turn += 1;
        if response.status() != Status::Accepted || turn == 200 {
            break response;
        }
    };
    assert_eq!(last.status(), Status::TooManyRequests);
    assert!(last.headers().contains("Retry-After"));
    assert_eq!(ask(turn, "198.51.100.2").await.status(), Status::Accepted);
}

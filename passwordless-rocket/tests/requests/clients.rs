//! Which client a request comes from.

use passwordless::accounts::MagicLinks;
use passwordless_rocket::PasswordlessFairing;
use rocket::{
    http::{ContentType, Header},
    local::asynchronous::Client,
};

use crate::{
    recovery::Mail,
    site::{ORIGIN, Site, rocket},
};

/// How many links a client may ask for in a quarter of an hour.
const LINKS: usize = 10;

async fn serve(change: impl FnOnce(PasswordlessFairing) -> PasswordlessFairing) -> Client {
    let links = MagicLinks::new(format!("{ORIGIN}/recover"), Mail(None));
    let fairing = change(Site::new().fairing().magic_links(links));
    Client::untracked(rocket().attach(fairing)).await.unwrap()
}

/// Asks this often from this peer with this header, and tells what the last answer was.
async fn ask(client: &Client, times: usize, peer: &str, name: &'static str, value: &str) -> u16 {
    let mut last = 0;
    for n in 0..times {
        let request = client.post("/passkeys/magic-link").remote(format!("{peer}:4711").parse().unwrap());
        let request = request.header(ContentType::JSON).header(Header::new("Origin", ORIGIN));
        let request = request.header(Header::new(name, value.to_owned()));
        let body = format!(r#"{{"email":"{n}@of.{}"}}"#, value.replace([',', ' '], ""));
        last = request.body(body).dispatch().await.status().code;
    }
    last
}

#[tokio::test]
async fn a_trusted_proxy_says_which_client_it_is() {
    let client = serve(|fairing| fairing.trusted_proxies(["10.0.0.0/8"])).await;
    assert_eq!(ask(&client, LINKS, "10.0.0.1", "x-forwarded-for", "198.51.100.1").await, 202);
    assert_eq!(ask(&client, 1, "10.0.0.2", "X-Forwarded-For", "1.1.1.1, 198.51.100.1").await, 429);
    assert_eq!(ask(&client, 1, "10.0.0.1", "X-Forwarded-For", "198.51.100.2").await, 202);
    // From elsewhere, and by other headers, Rocket's `ip_header` among them, nobody says anything.
    assert_eq!(ask(&client, LINKS, "192.0.2.1", "X-Forwarded-For", "198.51.100.1").await, 202);
    assert_eq!(ask(&client, 1, "192.0.2.1", "X-Real-IP", "198.51.100.3").await, 429);
}

#[tokio::test]
async fn an_application_may_find_the_client_in_its_own_way() {
    let find = |request: &rocket::Request<'_>| request.headers().get_one("Fly-Client-IP")?.parse().ok();
    let client = serve(move |fairing| fairing.client_address(find)).await;
    assert_eq!(ask(&client, LINKS, "10.0.0.1", "Fly-Client-IP", "198.51.100.1").await, 202);
    assert_eq!(ask(&client, 1, "10.0.0.1", "Fly-Client-IP", "198.51.100.1").await, 429);
    assert_eq!(ask(&client, 1, "10.0.0.1", "Fly-Client-IP", "198.51.100.2").await, 202);
}

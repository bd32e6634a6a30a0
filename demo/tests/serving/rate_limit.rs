//! Whoever asks too often waits, and nobody else does.

use rocket::http::{Accept, Header, Status};
use rocket::local::asynchronous::LocalResponse;
use serde_json::Value;

use crate::served::{Served, refusal, serving};

const ONE: &[(&str, &str)] = &[("RATE_LIMIT", "2"), ("TRUSTED_PROXIES", "10.0.0.0/8")];

/// Two requests a minute are few enough to be used up, and a third does not come back within a test.
async fn use_up(served: &Served, peer: &str) {
    for _ in 0..2 {
        assert_ne!(served.post(peer, "/create-token").dispatch().await.status(), Status::TooManyRequests);
    }
}

async fn is_refused(answer: LocalResponse<'_>) -> bool {
    answer.status() == Status::TooManyRequests
}

#[rocket::async_test]
async fn too_many_requests_are_told_when_to_come_back() {
    let served = Served::start(ONE).await;
    use_up(&served, "192.0.2.7").await;
    let answer = served.post("192.0.2.7", "/create-token").header(Accept::JSON).dispatch().await;
    assert_eq!(answer.status(), Status::TooManyRequests);
    assert_eq!(answer.headers().get_one("Cache-Control"), Some("no-store"));
    assert_eq!(answer.headers().get_one("Content-Type"), Some("application/problem+json"));
    let seconds: u64 = answer.headers().get_one("Retry-After").unwrap().parse().unwrap();
    assert!((1..=30).contains(&seconds), "{seconds}");
    let problem: Value = answer.into_json().await.unwrap();
    assert_eq!((&problem["code"], &problem["status"]), (&"too_many_requests".into(), &429.into()));

    // A person sees a page.
    let form = served.post("192.0.2.7", "/sign-out").header(Header::new("Sec-Fetch-Mode", "navigate"));
    let answer = form.dispatch().await;
    assert_eq!(answer.status(), Status::TooManyRequests);
    assert!(answer.headers().contains("Retry-After") && answer.content_type().unwrap().is_html());
}

#[rocket::async_test]
async fn each_client_counts_for_itself() {
    let served = Served::start(ONE).await;
    use_up(&served, "192.0.2.7").await;
    assert!(is_refused(served.post("192.0.2.7", "/verify-signin").dispatch().await).await);
    assert!(is_refused(served.post("::ffff:192.0.2.7", "/verify-signin").dispatch().await).await);
    assert!(!is_refused(served.post("192.0.2.8", "/verify-signin").dispatch().await).await);
    // All of a household's IPv6 addresses are one client.
    use_up(&served, "2001:db8:0:1::1").await;
    assert!(is_refused(served.post("2001:db8:0:1:ffff::2", "/verify-signin").dispatch().await).await);
    assert!(!is_refused(served.post("2001:db8:0:2::1", "/verify-signin").dispatch().await).await);
}

#[rocket::async_test]
async fn a_spoofed_address_does_not_help_and_a_forwarded_one_counts() {
    let served = Served::start(ONE).await;
    let forwarded = |peer: &str, chain: &str| {
        let header = Header::new("X-Forwarded-For", chain.to_owned());
        served.post(peer, "/create-token").header(header).header(Header::new("X-Real-IP", "1.1.1.1"))
    };
    use_up(&served, "192.0.2.7").await;
    assert!(is_refused(forwarded("192.0.2.7", "198.51.100.1").dispatch().await).await);
    for chain in ["198.51.100.1", "1.1.1.1, 198.51.100.1"] {
        assert!(!is_refused(forwarded("10.0.0.1", chain).dispatch().await).await);
    }
    assert!(is_refused(forwarded("10.0.0.2", "2.2.2.2, 198.51.100.1").dispatch().await).await);
    assert!(!is_refused(forwarded("10.0.0.1", "198.51.100.2").dispatch().await).await);
}

#[rocket::async_test]
async fn no_way_of_writing_the_path_gets_around_it_and_reading_is_free() {
    let served = Served::start(ONE).await;
    use_up(&served, "192.0.2.7").await;
    for uri in [
        "/create%2Dtoken",
        "//create-token",
        "/create-token/",
        "/create-token?a",
        "/%63reate-token",
        "/passkeys/register",
        "/",
    ] {
        assert!(is_refused(served.post("192.0.2.7", uri).dispatch().await).await, "{uri}");
    }
    for uri in ["/", "/style.css", "/too-many-requests"] {
        assert!(!is_refused(served.visit("192.0.2.7", uri).dispatch().await).await, "{uri}");
    }
}

#[rocket::async_test]
async fn it_can_be_off_and_is_generous_by_itself() {
    let served = Served::start(&[("RATE_LIMIT", "0")]).await;
    for _ in 0..300 {
        assert!(!is_refused(served.post("192.0.2.7", "/sign-out").dispatch().await).await);
    }
    let served = Served::start(&[]).await;
    for _ in 0..120 {
        assert!(!is_refused(served.post("192.0.2.7", "/sign-out").dispatch().await).await);
    }
}

#[test]
fn the_setting_is_read_or_named() {
    assert_eq!(serving("RATE_LIMIT", " 120 ").rate_limit, serving("RATE_LIMIT", "").rate_limit);
    for value in ["many", "-1", "1.5", "5000000000"] {
        let said = refusal("RATE_LIMIT", value);
        assert!(said.contains(&format!("RATE_LIMIT is `{value}`, which is not a number")), "{said}");
    }
}

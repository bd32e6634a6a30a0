//! Which client a request comes from, by which the asking for magic links is limited.

use std::{net::IpAddr, time::SystemTime};

use passwordless::accounts::{Accounts, AccountsBuilder, Answer, MagicLinks, Request, TrustedProxies};
use serde_json::json;
use tracing::Level;

use crate::{
    log::Log,
    support::{Mail, ORIGIN, code, refused},
    vendor::Vendor,
};

/// How many links a client may ask for in a quarter of an hour.
const LINKS: usize = 10;

async fn behind(proxies: &str) -> Accounts {
    let links = MagicLinks::new("http://localhost:4000/recover", Mail(|_: &str| Ok(None)));
    let proxies: TrustedProxies = proxies.parse().unwrap();
    let set = |builder: AccountsBuilder| builder.magic_links(links).trusted_proxies(proxies);
    Vendor::start().await.account_with(set).unwrap()
}

fn at(address: &str) -> Option<IpAddr> {
    Some(address.parse().unwrap())
}

/// Asks for a link to this address, from wherever the request is said to come.
async fn ask(
    account: &Accounts,
    email: &str,
    forwarded: &[&str],
    from: impl FnOnce(Request<'_>) -> Request<'_>,
) -> Answer {
    let body = json!({ "email": email }).to_string();
    let mut request = from(account.request("POST", "/magic-link").body(body.as_bytes()));
    request.header("origin", ORIGIN.as_bytes());
    request.header("content-type", b"application/json");
    forwarded.iter().for_each(|value| request.header("X-Forwarded-For", value.as_bytes()));
    account.answer(&request, SystemTime::now()).await
}

/// Asks as often as one client may, for a link to another address each time.
async fn use_up(account: &Accounts, peer: &str, forwarded: &[&str]) {
    for n in 0..LINKS {
        let answer = ask(account, &format!("{n}@of.{peer}"), forwarded, |r| r.peer(at(peer))).await;
        assert_eq!(answer.status(), 202, "{}", answer.body());
    }
    let answer = ask(account, "more@example.com", forwarded, |r| r.peer(at(peer))).await;
    assert_eq!(refused(&answer), code(429, "too_many_requests"));
}

async fn is_let_in(account: &Accounts, peer: &str, forwarded: &[&str]) -> bool {
    let answer = ask(account, "bob@example.com", forwarded, |r| r.peer(at(peer))).await;
    match answer.status() {
        202 => true,
        429 => false,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_counts_for_itself() {
    let account = behind("10.0.0.0/8").await;
    use_up(&account, "10.0.0.1", &["198.51.100.1"]).await;
    assert!(is_let_in(&account, "10.0.0.1", &["198.51.100.2"]).await);
    assert!(is_let_in(&account, "10.0.0.1", &[]).await);
    // Whatever the client wrote itself, and whichever of our proxies it went through.
    for forwarded in
        [&["198.51.100.1"][..], &["1.1.1.1, 198.51.100.1"], &["1.1.1.1", "198.51.100.1, 10.0.0.3"]]
    {
        assert!(!is_let_in(&account, "10.0.0.2", forwarded).await, "{forwarded:?}");
    }
}

#[tokio::test]
async fn a_client_that_claims_another_address_is_counted_all_the_same() {
    for proxies in ["", "10.0.0.0/8"] {
        let account = behind(proxies).await;
        use_up(&account, "192.0.2.7", &["198.51.100.1"]).await;
        for claim in [&["198.51.100.2"][..], &["10.0.0.1"], &["\u{ff}"], &[""], &[]] {
            assert!(!is_let_in(&account, "192.0.2.7", claim).await, "{claim:?}");
        }
        assert!(is_let_in(&account, "192.0.2.8", &["198.51.100.1"]).await);
    }
}

#[tokio::test]
async fn a_household_has_one_ipv4_address_or_many_ipv6_addresses() {
    let account = behind("").await;
    use_up(&account, "2001:db8:0:1::1", &[]).await;
    assert!(!is_let_in(&account, "2001:db8:0:1:ffff::2", &[]).await);
    assert!(is_let_in(&account, "2001:db8:0:2::1", &[]).await);
    use_up(&account, "192.0.2.7", &[]).await;
    assert!(!is_let_in(&account, "::ffff:192.0.2.7", &[]).await);
}

#[tokio::test]
async fn one_client_uses_nobody_s_links_up_where_clients_are_not_known() {
    type From = fn(Request<'_>) -> Request<'_>;
    let unknown: [(&str, &str, From, &[&str]); 5] = [
        ("a private peer with X-Forwarded-For", "", |r| r.peer(at("10.0.0.1")), &["198.51.100.1"]),
        ("a loopback peer with X-Forwarded-For", "", |r| r.peer(at("::1")), &["198.51.100.1"]),
        ("a proxy that the list lacks", "10.0.0.0/8", |r| r.peer(at("172.17.0.1")), &["198.51.100.1"]),
        ("no peer", "", |r| r.peer(None), &[]),
        ("an application that does not know", "", |r| r.client(None), &["198.51.100.1"]),
    ];
    for (what, proxies, from, forwarded) in unknown {
        let account = behind(proxies).await;
        for n in 0..20 * LINKS {
            let answer = ask(&account, &format!("{n}@example.com"), forwarded, from).await;
            // Too many e-mails may be under way; nobody is told that they asked too often.
            assert!(matches!(answer.status(), 202 | 503), "{what}: {}", answer.body());
            tokio::task::yield_now().await;
        }
        let answer = ask(&account, "bob@example.com", forwarded, from).await;
        assert_ne!(answer.status(), 429, "{what}");
    }
}

#[tokio::test]
async fn a_refusal_behind_a_proxy_that_nobody_trusts_is_told_to_the_operator_once() {
    for (forwarded, warnings) in [(&["198.51.100.1"][..], 1), (&[], 0)] {
        let account = behind("10.0.0.0/8").await;
        let (log, guard) = Log::of_this_thread(Level::WARN);
        use_up(&account, "203.0.113.1", forwarded).await;
        assert!(!is_let_in(&account, "203.0.113.1", forwarded).await);
        drop(guard);
        let log = log.text();
        assert_eq!(log.lines().filter(|line| line.contains("trusted_proxies")).count(), warnings, "{log}");
        assert!(!log.contains("198.51.100.1") && !log.contains("203.0.113.1"), "{log}");
    }
}

#[tokio::test]
async fn what_the_application_says_of_the_client_is_believed() {
    let account = behind("10.0.0.0/8").await;
    for n in 0..LINKS {
        let answer =
            ask(&account, &format!("{n}@a.example"), &["1.1.1.1"], |r| r.client(at("192.0.2.1"))).await;
        assert_eq!(answer.status(), 202);
    }
    let answer = ask(&account, "more@a.example", &["2.2.2.2"], |r| r.client(at("192.0.2.1"))).await;
    assert_eq!(refused(&answer), code(429, "too_many_requests"));
    let answer = ask(&account, "more@a.example", &["1.1.1.1"], |r| r.client(at("192.0.2.2"))).await;
    assert_eq!(answer.status(), 202);
}

#[tokio::test]
async fn a_proxy_that_nobody_trusts_is_told_to_the_operator_once() {
    for (proxies, peer, forwarded, fix) in [
        ("", Some("127.0.0.1"), Some("198.51.100.1"), Some("trusted_proxies")),
        ("", Some("::ffff:192.168.1.1"), Some(""), Some("trusted_proxies")),
        ("10.0.0.0/8", Some("172.17.0.1"), Some("198.51.100.1"), Some("trusted_proxies")),
        ("", None, None, Some("into_make_service_with_connect_info")),
        ("", Some("127.0.0.1"), None, None),
        ("", Some("192.0.2.1"), Some("198.51.100.1"), None),
        ("10.0.0.0/8", Some("10.0.0.1"), Some("198.51.100.1"), None),
    ] {
        let account = behind(proxies).await;
        let (log, guard) = Log::of_this_thread(Level::INFO);
        for n in 0..3 {
            let forwarded: Vec<_> = forwarded.into_iter().collect();
            let peer = peer.and_then(at);
            ask(&account, &format!("{n}@example.com"), &forwarded, |r| r.peer(peer)).await;
        }
        drop(guard);
        let warned = log.text().lines().filter(|line| line.contains(" WARN ")).count();
        assert_eq!(warned, usize::from(fix.is_some()), "{proxies} {peer:?} {forwarded:?}: {}", log.text());
        assert!(log.text().contains(fix.unwrap_or_default()), "{}", log.text());
        assert!(!log.text().contains("198.51.100.1"), "what a client wrote is not logged");
    }
}

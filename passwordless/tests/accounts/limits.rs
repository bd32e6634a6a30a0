//! Whatever one client or one user asks for without end is refused to that one, and to nobody else.

use std::{
    net::IpAddr,
    time::{Duration, Instant, SystemTime},
};

use passwordless::{
    Passwordless, SingleProcess,
    accounts::{Accounts, AccountsBuilder, Answer, MagicLinks, Rate, RateLimits},
    gate::Expected,
};
use serde_json::{Value, json};
use tracing::Level;

use crate::{
    log::Log,
    support::{Mail, ORIGIN, Visitor, client_of, code, read, refused},
    vendor::{SECRET, Vendor},
};

/// So long that nothing grows back while a test runs.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Three of everything in a day, and no limit of all registrations.
fn three() -> RateLimits {
    let three = Rate::new(3, DAY);
    RateLimits::none()
        .registrations_per_client(three)
        .tokens_per_client(three)
        .links_per_client(three)
        .links_per_address(three)
        .requests_per_user(three)
}

async fn start(limits: RateLimits) -> (Vendor, Accounts) {
    let vendor = Vendor::with_passkeys(2).await;
    let mail = Mail(|address: &str| Ok((address == "alice@example.com").then(|| "u-alice".to_owned())));
    let links = MagicLinks::new("http://localhost:4000/recover", mail);
    let set = |builder: AccountsBuilder| builder.magic_links(links).rate_limits(limits);
    let accounts = vendor.account_with(set).unwrap();
    (vendor, accounts)
}

/// A request from this address.
async fn post_at(accounts: &Accounts, from: &str, path: &str, body: Value, now: SystemTime) -> Answer {
    let body = body.to_string();
    let mut request = accounts.request("POST", path).body(body.as_bytes());
    request.header("origin", ORIGIN.as_bytes());
    request.header("content-type", b"application/json");
    let from: Option<IpAddr> = from.parse().ok();
    accounts.answer(&request.peer(from), now).await
}

async fn post(accounts: &Accounts, from: &str, path: &str, body: Value) -> Answer {
    post_at(accounts, from, path, body, SystemTime::now()).await
}

fn retry_after(answer: &Answer) -> u64 {
    assert_eq!(refused(answer), code(429, "too_many_requests"));
    answer.headers().find(|(name, _)| *name == "retry-after").unwrap().1.parse().unwrap()
}

fn calls(vendor: &Vendor, path: &str) -> usize {
    vendor.told.lock().unwrap().calls.iter().filter(|call| *call == path).count()
}

/// What a visitor may ask for without being signed in, and the call of the service that it costs.
fn anonymous() -> [(&'static str, Value, &'static str); 2] {
    [
        ("/register", json!({ "name": "mallory" }), "/register/token"),
        ("/sign-in", json!({ "token": "verify_forged" }), "/signin/verify"),
    ]
}

#[tokio::test]
async fn a_client_that_asks_too_often_costs_no_further_call_and_is_told_when_to_come_back() {
    for (path, body, call) in anonymous() {
        let (vendor, accounts) = start(three()).await;
        for _ in 0..3 {
            assert_ne!(post(&accounts, "192.0.2.1", path, body.clone()).await.status(), 429, "{path}");
        }
        for _ in 0..20 {
            let wait = retry_after(&post(&accounts, "192.0.2.1", path, body.clone()).await);
            assert!((1..=8 * 3600).contains(&wait), "{path}: {wait}");
        }
        assert_eq!(calls(&vendor, call), 3);
        assert_ne!(post(&accounts, "192.0.2.2", path, body.clone()).await.status(), 429, "{path}");
        // What was used grows back.
        let later = SystemTime::now() + DAY / 3;
        assert_ne!(post_at(&accounts, "192.0.2.1", path, body, later).await.status(), 429, "{path}");
    }
}

#[tokio::test]
async fn an_ipv6_site_may_ask_more_often_than_a_client_and_not_without_end() {
    let (vendor, accounts) = start(three()).await;
    let ask = async |address: String| {
        post(&accounts, &address, "/sign-in", json!({ "token": "verify_forged" })).await.status() != 429
    };
    let mut answered = 0;
    for network in 0..100 {
        for host in 1..=2 {
            answered += usize::from(ask(format!("2001:db8:7:{network:x}::{host}")).await);
        }
    }
    assert_eq!(answered, 3 * 16);
    assert!(ask("2001:db8:8::1".to_owned()).await, "another site");
    for host in 1..=2 {
        assert!(ask(format!("2001:db8:9:1::{host}")).await);
    }
    assert!(ask("2001:db8:9:1::3".to_owned()).await);
    assert!(!ask("2001:db8:9:1:ffff::".to_owned()).await, "a client has all addresses of its network");
    assert_eq!(calls(&vendor, "/signin/verify"), 48 + 4);
}

#[tokio::test]
async fn one_client_after_another_does_not_fill_the_plan_and_keeps_nobody_from_signing_in() {
    let (vendor, accounts) = start(three().registrations(Rate::new(5, DAY))).await;
    for host in 1..=100 {
        let from = format!("192.{host}.2.1");
        let status = post(&accounts, &from, "/register", json!({ "name": "mallory" })).await.status();
        assert_eq!(status, if host <= 5 { 200 } else { 429 });
    }
    assert_eq!(calls(&vendor, "/register/token"), 5);
    let token = vendor.token("alice", "passkey_signin");
    assert_eq!(post(&accounts, "192.0.2.1", "/sign-in", json!({ "token": token })).await.status(), 200);
}

#[tokio::test]
async fn one_site_or_unknown_clients_leave_registrations_to_others() {
    let limits = || RateLimits::none().registrations(Rate::new(40, DAY));
    let site: fn(u16) -> String = |n| format!("2001:db8:7:{n:x}::1");
    let street: fn(u16) -> String = |n| format!("192.0.2.{}", n + 1);
    let nobody_knows: fn(u16) -> String = |_| "unknown".to_owned();
    for attacker in [site, street, nobody_knows] {
        let (vendor, accounts) = start(limits()).await;
        let register = async |from: &str, name: &str| {
            post(&accounts, from, "/register", json!({ "name": name })).await.status()
        };
        // What is refused anyway uses up nothing.
        for n in 0..100 {
            assert_eq!(register(&attacker(n), "").await, 400);
        }
        let mut answered = 0;
        for n in 0..100 {
            answered += u16::from(register(&attacker(n), "mallory").await == 200);
        }
        assert_eq!(answered, 10, "a quarter of all");
        for n in 0..30 {
            assert_eq!(register(&format!("198.51.{n}.1"), "alice").await, 200);
        }
        assert_eq!(register("203.0.113.1", "bob").await, 429);
        assert_eq!(calls(&vendor, "/register/token"), 40);
    }
}

#[tokio::test]
async fn one_address_uses_up_no_month_of_mails() {
    let (vendor, accounts) = start(RateLimits::default()).await;
    let begun = SystemTime::now();
    // Each time from another client, every quarter of an hour, a day long.
    for n in 0..4 * 24_u16 {
        for client in 0..3 {
            let (from, now) = (format!("198.51.{n}.{client}"), begun + DAY / (4 * 24) * u32::from(n));
            let email = json!({ "email": "alice@example.com" });
            assert_eq!(post_at(&accounts, &from, "/magic-link", email, now).await.status(), 202);
            // What was begun gets its turn.
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        }
    }
    // A mail to somebody else arrives after all of them.
    let sent = calls(&vendor, "/magic-links/send");
    assert!((1..=10).contains(&sent), "{sent}");
}

#[tokio::test]
async fn all_users_together_use_up_no_month_of_mails_and_the_log_names_the_setting() {
    let vendor = Vendor::with_passkeys(2).await;
    let mail = Mail(|address: &str| Ok(Some(address.to_owned())));
    let links = MagicLinks::new("http://localhost:4000/recover", mail);
    let limits = RateLimits::default().links(Rate::new(3, DAY));
    let set = |builder: AccountsBuilder| builder.magic_links(links).rate_limits(limits);
    let accounts = vendor.account_with(set).unwrap();
    let (log, guard) = Log::of_this_thread(Level::WARN);
    for n in 0..5 {
        let email = json!({ "email": format!("{n}@example.com") });
        assert_eq!(post(&accounts, &format!("198.51.{n}.1"), "/magic-link", email).await.status(), 202);
        while calls(&vendor, "/magic-links/send") < n.min(2) + 1 {
            tokio::task::yield_now().await;
        }
    }
    while log.text().lines().count() < 2 {
        tokio::task::yield_now().await;
    }
    drop(guard);
    assert_eq!(calls(&vendor, "/magic-links/send"), 3);
    assert!(
        log.text().contains("RateLimits::links") && !log.text().contains("@example.com"),
        "{}",
        log.text()
    );
}

#[tokio::test]
async fn a_user_who_signs_in_without_end_from_many_addresses_spends_no_further_token() {
    let (vendor, accounts) = start(three()).await;
    let sign_in = async |host: u8| {
        let token = vendor.token(&format!("t{host}"), "passkey_signin");
        post(&accounts, &format!("192.0.2.{host}"), "/sign-in", json!({ "token": token })).await
    };
    for host in 1..=3 {
        assert_eq!(sign_in(host).await.status(), 200);
    }
    for host in 4..=50 {
        assert_eq!(refused(&sign_in(host).await), code(429, "too_many_requests"));
    }
}

#[tokio::test]
async fn a_user_whose_tokens_routes_of_the_application_take_is_counted_there_too() {
    let vendor = Vendor::with_passkeys(1).await;
    let builder = Passwordless::builder(client_of(&vendor.url, SECRET), [ORIGIN]).without_sessions();
    let passwordless = builder.store(SingleProcess::new()).rate_limits(three()).build().unwrap();
    for n in 0..6 {
        let token = vendor.token(&format!("t{n}"), "passkey_signin").parse().unwrap();
        let from = Some(IpAddr::from([192, 0, 2, n]));
        let answer = passwordless.verify_once(token, Expected::SIGN_IN, from, SystemTime::now()).await;
        assert_eq!(
            answer.map(drop).map_err(|rejection| rejection.code()),
            match n {
                0..3 => Ok(()),
                _ => Err("too_many_requests"),
            }
        );
    }
}

#[tokio::test]
async fn every_route_that_takes_a_token_of_a_visitor_is_counted() {
    let (vendor, accounts) = start(three()).await;
    for path in ["/sign-in", "/register/complete", "/magic-link/complete"] {
        post(&accounts, "192.0.2.1", path, json!({ "token": "verify_forged", "link": "AAAA" })).await;
    }
    for path in ["/sign-in", "/register/complete", "/magic-link/complete"] {
        let body = json!({ "token": "verify_forged", "link": "AAAA" });
        retry_after(&post(&accounts, "192.0.2.1", path, body).await);
    }
    assert!(calls(&vendor, "/signin/verify") <= 3);
}

#[tokio::test]
async fn a_page_of_another_site_uses_up_nothing() {
    let (_vendor, accounts) = start(three()).await;
    for _ in 0..10 {
        let mut request = accounts.request("POST", "/sign-in").body(br#"{"token":"verify_forged"}"#);
        request.header("origin", b"https://evil.example");
        request.header("content-type", b"application/json");
        let answer = accounts.answer(&request.peer("192.0.2.1".parse().ok()), SystemTime::now()).await;
        assert_eq!(answer.status(), 403);
    }
    let answer = post(&accounts, "192.0.2.1", "/sign-in", json!({ "token": "verify_forged" })).await;
    assert_eq!(answer.status(), 401);
}

/// Asks for the passkeys of whoever is signed in.
async fn list(accounts: &Accounts, visitor: &mut Visitor) -> Answer {
    visitor.ask(accounts, "GET", "/passkeys", Value::Null).await
}

async fn signed_in(vendor: &Vendor, accounts: &Accounts, user_id: &str) -> Visitor {
    let token = vendor.token(&format!("in{}", user_id.len()), "passkey_signin");
    vendor.told.lock().unwrap().tokens.get_mut(&token).unwrap()["userId"] = json!(user_id);
    vendor.users.lock().unwrap().insert(user_id.to_owned(), user_id.to_owned());
    let mut visitor = vendor.visitor();
    let answer = visitor.ask(accounts, "POST", "/sign-in", json!({ "token": token })).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    visitor
}

#[tokio::test]
async fn a_user_pays_for_what_the_user_does_and_signs_out_all_the_same() {
    let (vendor, accounts) = start(three()).await;
    let mut mallory = signed_in(&vendor, &accounts, "u-mallory").await;
    let mut alice = signed_in(&vendor, &accounts, "u-alice").await;
    for n in 0..20 {
        let answer = match n % 2 {
            0 => list(&accounts, &mut mallory).await,
            _ => mallory.ask(&accounts, "POST", "/passkeys", Value::Null).await,
        };
        assert_eq!(answer.status(), if n < 3 { 200 } else { 429 }, "{n}: {}", answer.body());
    }
    for path in ["/step-up/pay", "/passkeys/complete"] {
        retry_after(&mallory.ask(&accounts, "POST", path, json!({ "token": "verify_forged" })).await);
    }
    retry_after(&mallory.ask(&accounts, "DELETE", "/passkeys/AAAB", Value::Null).await);
    assert_eq!(list(&accounts, &mut alice).await.status(), 200);
    assert_eq!(mallory.ask(&accounts, "POST", "/sign-out", Value::Null).await.status(), 204);
    assert_eq!(alice.ask(&accounts, "POST", "/sign-out-everywhere", Value::Null).await.status(), 204);
}

#[tokio::test]
async fn thousands_of_requests_of_others_keep_nobody_from_signing_in_recovering_or_signing_out() {
    // The limits as they are by default; the attacker has ten IPv4 addresses, an IPv6 site and an account.
    let (vendor, accounts) = start(RateLimits::default()).await;
    let mut mallory = signed_in(&vendor, &accounts, "u-mallory").await;
    let mut alice = signed_in(&vendor, &accounts, "u-alice").await;
    let begun = Instant::now();
    for n in 0..3000 {
        let from = match n % 20 {
            host @ 0..10 => format!("192.0.2.{host}"),
            network => format!("2001:db8:7:{network:x}::1"),
        };
        let (path, body) = match n % 3 {
            0 => ("/register", json!({ "name": format!("mallory{n}") })),
            1 => ("/sign-in", json!({ "token": "verify_forged" })),
            _ => ("/magic-link", json!({ "email": format!("{n}@example.com") })),
        };
        post(&accounts, &from, path, body).await;
        if n % 10 == 0 {
            list(&accounts, &mut mallory).await;
        }
    }
    // No more calls of the service than the limits allow, with what grew back meanwhile: one in a second.
    let grown = usize::try_from(begun.elapsed().as_secs()).unwrap() + 1;
    assert!(calls(&vendor, "/register/token") <= 900 + grown);
    assert!(calls(&vendor, "/signin/verify") <= 2 + (10 + 16) * (60 + grown));
    // One of them took in what the user had.
    assert!(calls(&vendor, "/credentials/list") <= 1 + 60 + grown);

    assert_eq!(list(&accounts, &mut alice).await.status(), 200);
    assert_eq!(alice.ask(&accounts, "POST", "/sign-out", Value::Null).await.status(), 204);
    let token = vendor.token("again", "passkey_signin");
    let answer = post(&accounts, "198.51.100.1", "/sign-in", json!({ "token": token })).await;
    assert_eq!((answer.status(), &read(&answer)["userId"]), (200, &json!("u-alice")));
    let answer =
        post(&accounts, "198.51.100.1", "/magic-link", json!({ "email": "alice@example.com" })).await;
    assert_eq!(answer.status(), 202, "{}", answer.body());
    while calls(&vendor, "/magic-links/send") == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn limits_can_be_switched_off_one_by_one_and_all() {
    let of_clients = three().registrations_per_client(None).tokens_per_client(None).links_per_client(None);
    for limits in [RateLimits::none(), of_clients] {
        let (_vendor, accounts) = start(limits).await;
        for (path, body, _) in anonymous() {
            for _ in 0..20 {
                assert_ne!(post(&accounts, "192.0.2.1", path, body.clone()).await.status(), 429);
            }
        }
    }
}

#[tokio::test]
async fn by_default_a_class_behind_one_address_registers_and_signs_in_at_once() {
    let (_vendor, accounts) = start(RateLimits::default()).await;
    for n in 0..60 {
        let answer = post(&accounts, "192.0.2.1", "/register", json!({ "name": format!("pupil{n}") })).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
    }
    for _ in 0..60 {
        let answer = post(&accounts, "192.0.2.1", "/sign-in", json!({ "token": "verify_forged" })).await;
        assert_eq!(answer.status(), 401);
    }
}

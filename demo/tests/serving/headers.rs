//! No answer goes without the headers that tell browsers what they may do.

use rocket::http::uri::{Authority, Host};
use rocket::http::{Accept, Header, Status};
use rocket::local::asynchronous::LocalResponse;

use crate::program::Program;
use crate::served::Served;

/// What each answer has, exactly once.
const ALWAYS: [&str; 9] = [
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cache-Control",
    "X-Request-Id",
];

fn look(answer: &LocalResponse<'_>, status: Status) {
    assert_eq!(answer.status(), status);
    for name in ALWAYS {
        assert_eq!(answer.headers().get(name).count(), 1, "{name} of a {status}");
    }
    assert!(!answer.headers().contains("Server"));
}

#[rocket::async_test]
async fn every_kind_of_answer_has_them() {
    let served = Served::start(&[("RATE_LIMIT", "2")]).await;
    for path in ["/", "/style.css", "/page.js", "/favicon.svg", "/health", "/ready"] {
        let answer = served.visit("192.0.2.7", path).dispatch().await;
        look(&answer, Status::Ok);
        let Some(tag) = answer.headers().get_one("ETag").map(str::to_owned) else { continue };
        let again =
            served.visit("192.0.2.7", path).header(Header::new("If-None-Match", tag)).dispatch().await;
        look(&again, Status::NotModified);
    }
    look(&served.client.head("/").dispatch().await, Status::Ok);
    look(&served.visit("192.0.2.7", "/nowhere").dispatch().await, Status::NotFound);
    look(&served.client.get("/nowhere").header(Accept::JSON).dispatch().await, Status::NotFound);
    look(&served.client.options("/").dispatch().await, Status::NotFound);
    look(&served.visit("192.0.2.7", "/me").dispatch().await, Status::SeeOther);
    let mut by_address = served.client.get("/");
    by_address.inner_mut().set_host(Host::from(Authority::parse("127.0.0.1:4000").unwrap()));
    look(&by_address.dispatch().await, Status::TemporaryRedirect);
    for _ in 0..2 {
        let answer = served.post("192.0.2.7", "/sign-out").dispatch().await;
        look(&answer, answer.status());
    }
    look(&served.post("192.0.2.7", "/sign-out").dispatch().await, Status::TooManyRequests);
}

#[rocket::async_test]
async fn the_policy_allows_what_the_pages_need_and_no_more() {
    let served = Served::start(&[]).await;
    let answer = served.visit("192.0.2.7", "/").dispatch().await;
    let policy = answer.headers().get_one("Content-Security-Policy").unwrap();
    let api = served.client.rocket().state::<demo::Application>().unwrap().api_url.clone();
    let mut directives: Vec<&str> = policy.split("; ").collect();
    directives.sort_unstable();
    let connect = format!("connect-src 'self' {}", api.trim_end_matches('/'));
    assert_eq!(
        directives,
        [
            "base-uri 'none'",
            &connect,
            "default-src 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self'",
            "require-trusted-types-for 'script'",
            "script-src 'self'",
            "style-src 'self'",
            "trusted-types 'none'",
        ]
    );
}

#[rocket::async_test]
async fn https_is_asked_to_stay_and_http_is_not() {
    let plain = Served::start(&[]).await;
    assert!(!plain.visit("192.0.2.7", "/").dispatch().await.headers().contains("Strict-Transport-Security"));
    let https = Served::start(&[("ORIGIN", "https://app.example")]).await;
    for path in ["/", "/style.css", "/nowhere"] {
        let answer = https.visit("192.0.2.7", path).dispatch().await;
        assert_eq!(answer.headers().get_one("Strict-Transport-Security"), Some("max-age=31536000"), "{path}");
    }
}

#[test]
fn a_request_that_rocket_does_not_understand_is_answered_alike() {
    let mut program = Program::start(&[]);
    for request in ["FROB /verify_secret HTTP/1.1", "OPTIONS * HTTP/1.1"] {
        let answer = program.ask(&format!("{request}\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
        for name in ALWAYS {
            let lines = answer.lines().filter(|line| {
                line.split_once(':').is_some_and(|(header, _)| header.eq_ignore_ascii_case(name))
            });
            assert_eq!(lines.count(), 1, "{name} in\n{answer}");
        }
        let line = program.said_until("answered");
        assert!(line.contains("status=4") && !line.contains("verify_secret"), "{line}");
    }
}

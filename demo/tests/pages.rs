//! What a visitor sees, and what their browser is told.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

mod support;

use rocket::http::uri::{Authority, Host};
use rocket::http::{Accept, Header, Status};
use rocket::local::asynchronous::LocalResponse;
use support::{Demo, Person, refusal, refused};

async fn visit<'c>(demo: &'c Demo, uri: &'static str) -> LocalResponse<'c> {
    demo.client.get(uri).header(Header::new("Sec-Fetch-Mode", "navigate")).dispatch().await
}

#[rocket::async_test]
async fn the_page_says_that_an_emulator_is_used() {
    let demo = Demo::start().await;
    let page = visit(&demo, "/").await.into_string().await.unwrap().replace("&#x2F;", "/");
    assert!(page.contains("<strong>Emulator.</strong>"));
    let emulator = demo.emulator();
    assert!(page.contains(emulator.url()));
    assert!(page.contains(emulator.api_key()));
    assert!(!page.contains(emulator.api_secret()));
}

#[rocket::async_test]
async fn pages_have_no_inline_script_and_a_policy_against_it() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    let me = alice.me(&demo).await.unwrap();
    let home = visit(&demo, "/").await;
    let policy = home.headers().get_one("Content-Security-Policy").unwrap().to_owned();
    let api = demo.emulator().url().to_owned();
    for part in [
        "default-src 'none'",
        "script-src 'self';",
        "frame-ancestors 'none'",
        &format!("connect-src 'self' {api};"),
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(!policy.contains("unsafe"));
    let recover = visit(&demo, "/recover").await.into_string().await.unwrap();
    for page in [home.into_string().await.unwrap(), me, recover] {
        for tag in page.split("<script").skip(1) {
            assert!(tag.contains("src=\"/"), "{tag}");
        }
        assert!(!page.contains("style=") && !page.contains(" onclick"));
        assert!(!page.contains("//cdn") && !page.contains("https://"));
    }
}

#[rocket::async_test]
async fn pages_are_not_kept_and_scripts_are_asked_for_again() {
    let demo = Demo::start().await;
    assert_eq!(visit(&demo, "/").await.headers().get_one("Cache-Control"), Some("no-store"));
    for path in [
        "/passkeys/passwordless.js",
        "/page.js",
        "/client-register.js",
        "/client-signin.js",
        "/admin.js",
        "/account.js",
        "/recover.js",
        "/style.css",
        "/favicon.svg",
    ] {
        let first = demo.client.get(path).dispatch().await;
        assert_eq!(first.status(), Status::Ok, "{path}");
        assert_eq!(first.headers().get_one("X-Content-Type-Options"), Some("nosniff"));
        let tag = first.headers().get_one("ETag").unwrap().to_owned();
        let again = demo.client.get(path).header(Header::new("If-None-Match", tag)).dispatch().await;
        assert_eq!(again.status(), Status::NotModified, "{path}");
    }
}

/// A local request has no host unless one is set; a real one is in `tests/start.rs`.
async fn at<'c>(demo: &'c Demo, host: &'static str, uri: &'static str) -> LocalResponse<'c> {
    let mut request = demo.client.get(uri);
    request.inner_mut().set_host(Host::from(Authority::parse(host).unwrap()));
    request.dispatch().await
}

#[rocket::async_test]
async fn a_visit_to_an_ip_address_is_led_to_localhost() {
    let demo = Demo::start().await;
    for host in ["127.0.0.1:4000", "[::1]:4000"] {
        let answer = at(&demo, host, "/me?a=b%20c").await;
        assert_eq!(answer.status(), Status::TemporaryRedirect, "{host}");
        assert_eq!(answer.headers().get_one("Location"), Some("http://localhost:4000/me?a=b%20c"));
    }
    assert_eq!(at(&demo, "localhost:4000", "/").await.status(), Status::Ok);
}

#[rocket::async_test]
async fn a_wrong_method_is_told_the_right_one() {
    let demo = Demo::start().await;
    for path in ["/create-token", "/verify-signin", "/complete-registration"] {
        let answer = demo.client.get(path).dispatch().await;
        assert_eq!(answer.headers().get_one("Allow"), Some("POST"), "{path}");
        assert_eq!(refusal(answer).await, refused(405, "wrong_method"), "{path}");
    }
    assert_eq!(demo.client.head("/").dispatch().await.status(), Status::Ok);
}

#[rocket::async_test]
async fn a_lost_page_is_a_page_for_people_and_a_problem_for_programs() {
    let demo = Demo::start().await;
    let answer = visit(&demo, "/nowhere").await;
    assert_eq!(answer.status(), Status::NotFound);
    assert!(answer.content_type().unwrap().is_html());
    let answer = demo.client.get("/nowhere").header(Accept::JSON).dispatch().await;
    assert_eq!(refusal(answer).await, refused(404, "not_found"));
}

#[rocket::async_test]
async fn whoever_is_signed_in_is_led_on_but_never_away() {
    let demo = Demo::start().await;
    let alice = Person::at(&demo);
    alice.register(&demo, "alice").await;
    for (asked, expected) in [
        ("/", "/me"),
        ("/?next=/me?tab=1", "/me?tab=1"),
        ("/?next=https://evil.example/", "/me"),
        ("/?next=//evil.example/", "/me"),
        ("/?next=/%5Cevil.example/", "/me"),
        ("/?next=/.//evil.example/", "/me"),
        ("/?next=/x/..//evil.example/", "/me"),
        ("/?next=/%252e//evil.example/", "/me"),
        ("/?next=/a%7Cb", "/me"),
    ] {
        let answer = alice.send(demo.client.get(asked)).await;
        assert_eq!(answer.status(), Status::SeeOther);
        assert_eq!(answer.headers().get_one("Location"), Some(expected), "{asked}");
    }
}

#[rocket::async_test]
async fn a_name_is_text_and_never_markup() {
    let demo = Demo::start().await;
    let page = visit(&demo, "/?next=/%22%3E%3Cscript%3E").await.into_string().await.unwrap();
    assert!(!page.contains("\"><script>"), "{page}");
}

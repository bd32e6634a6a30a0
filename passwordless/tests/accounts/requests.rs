//! What a request must be before anybody looks at what it asks for.

use std::{collections::BTreeSet, time::SystemTime};

use passwordless::{
    accounts::{Accounts, Answer, Route},
    browser,
};

use crate::support::{ORIGIN, Site, code, refused};

async fn ask(account: &Accounts, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut request = account.request(method, path).body(body);
    headers.iter().for_each(|(name, value)| request.header(name, value.as_bytes()));
    account.answer(&request, SystemTime::now()).await
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn only_pages_of_an_allowed_origin_may_ask_for_a_change() {
    let site = Site::new();
    for route in Route::ALL.into_iter().filter(|route| route.method() != "GET") {
        let path = route.path().replace("{purpose}", "pay").replace("{id}", "AAAA");
        if site.account.routes().all(|there| there != route) {
            continue;
        }
        for headers in [
            &[JSON][..],
            &[JSON, ("origin", "https://evil.example")],
            &[JSON, ("origin", "null")],
            &[JSON, ("origin", ORIGIN), ("origin", ORIGIN)],
            &[JSON, ("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")],
            &[JSON, ("sec-fetch-site", "same-site")],
            &[JSON, ("sec-fetch-site", "cross-site")],
            &[JSON, ("sec-fetch-site", "none")],
            &[JSON, ("host", "localhost:4000"), ("referer", "http://localhost:4000/")],
            // A form of another site, which needs no permission to be sent.
            &[("content-type", "text/plain"), ("origin", "https://evil.example")],
        ] {
            let answer = ask(&site.account, route.method(), &path, headers, b"{}").await;
            assert_eq!(refused(&answer), code(403, "cross_site_request"), "{path} {headers:?}");
        }
        for ours in [("origin", ORIGIN), ("sec-fetch-site", "same-origin")] {
            let answer = ask(&site.account, route.method(), &path, &[JSON, ours], b"{}").await;
            assert!(!answer.body().contains("cross_site_request"), "{path} {ours:?}");
        }
    }
    // A page of another site that asks for a bearer gets none, either.
    let headers = [JSON, ("origin", "https://evil.example")];
    let body = br#"{"session":"bearer","token":"verify_abc"}"#;
    let answer = ask(&site.account, "POST", "/sign-in", &headers, body).await;
    assert_eq!(refused(&answer), code(403, "cross_site_request"));
}

#[tokio::test]
async fn bodies_are_small_json_objects() {
    let site = Site::new();
    let send = async |kind: Option<&str>, body: &[u8]| {
        let kind = kind.map(|kind| ("Content-Type", kind));
        let headers: Vec<_> = [("Origin", ORIGIN)].into_iter().chain(kind).collect();
        refused(&ask(&site.account, "POST", "/sign-in", &headers, body).await)
    };
    let json = Some("application/json");
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json", ""] {
        assert_eq!(send(Some(kind), b"{}").await, code(415, "json_required"), "{kind}");
    }
    assert_eq!(send(None, b"{}").await, code(415, "json_required"));
    assert_eq!(send(Some("Application/JSON ; charset=utf-8"), b"{}").await, code(400, "malformed_request"));
    assert_eq!(send(None, b"").await, code(400, "malformed_request"));
    for body in [&b"["[..], b"[]", b"null", b"\xff", b"{\"token\":5}", b"{\"token\":\"a\",\"token\":\"b\"}"] {
        assert_eq!(send(json, body).await, code(400, "malformed_request"), "{body:?}");
    }
    assert_eq!(
        send(json, br#"{"token":"verify_abc","session":"both"}"#).await,
        code(400, "malformed_request")
    );
    let mut large = br#"{"token":""#.to_vec();
    large.resize(Accounts::MAX_BODY + 1, b'a');
    assert_eq!(send(json, &large).await, code(413, "body_too_large"));
    let deep = "[".repeat(Accounts::MAX_BODY);
    assert_eq!(send(json, deep.as_bytes()).await, code(400, "malformed_request"));
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let site = Site::new();
    for (method, path, allow) in [
        ("GET", "/sign-in", "POST"),
        ("PUT", "/passkeys", "GET, HEAD, POST"),
        ("POST", "/passkeys/AAAA", "DELETE"),
        ("GET", "/passkeys/complete", "POST, DELETE"),
        ("POST", "/passwordless.js", "GET, HEAD"),
        ("OPTIONS", "/sign-out", "POST"),
        ("get", "/passkeys", "GET, HEAD, POST"),
    ] {
        let answer = ask(&site.account, method, path, &[], b"").await;
        assert_eq!(refused(&answer), code(405, "wrong_method"), "{method} {path}");
        assert!(answer.headers().any(|header| header == ("allow", allow)), "{method} {path}");
    }
    for path in
        ["", "/", "/sign-in/", "//sign-in", "/Sign-In", "/sign-in?x", "/passkeys/", "/passkeys/a/b", "/.."]
    {
        let answer = ask(&site.account, "POST", path, &[("origin", ORIGIN)], b"").await;
        assert_eq!(refused(&answer), code(404, "not_found"), "{path}");
    }
}

#[tokio::test]
async fn the_script_is_sent_once() {
    let site = Site::new();
    let header = |answer: &Answer, wanted: &str| {
        answer.headers().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned()).unwrap()
    };
    let answer = ask(&site.account, "GET", "/passwordless.js", &[], b"").await;
    assert_eq!((answer.status(), answer.body()), (200, browser::SCRIPT));
    assert_eq!(header(&answer, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "no-cache");
    let tag = header(&answer, "etag");
    for known in [tag.clone(), format!("W/{tag}"), format!("\"old\", {tag}"), "*".to_owned()] {
        let answer = ask(&site.account, "GET", "/passwordless.js", &[("if-none-match", &known)], b"").await;
        assert_eq!((answer.status(), answer.body()), (304, ""), "{known}");
        assert_eq!(header(&answer, "etag"), tag);
    }
    let answer = ask(&site.account, "HEAD", "/passwordless.js", &[("if-none-match", "\"old\"")], b"").await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_route_can_be_switched_off() {
    for route in Route::ALL {
        let site = Site::with(|builder| builder.without(route));
        assert!(site.account.routes().all(|there| there != route));
        let path = route.path().replace("{purpose}", "pay").replace("{id}", "AAAA");
        let answer = ask(&site.account, route.method(), &path, &[("origin", ORIGIN)], b"").await;
        assert!(matches!(refused(&answer).0, 404 | 405), "{route:?}");
    }
    let paths: BTreeSet<_> = Route::ALL.iter().map(|route| (route.method(), route.path())).collect();
    assert_eq!(paths.len(), Route::ALL.len());
}

#[tokio::test]
async fn no_header_and_no_path_panics_anything() {
    let site = Site::new();
    let odd: [&[u8]; 6] = [b"", b"\xff\xfe", b"=", b";;;=;passwordless-newcomer=;", b"Bearer ", b"\x00"];
    for value in odd {
        for name in ["cookie", "authorization", "origin", "sec-fetch-site", "content-type", "if-none-match"] {
            for (method, path) in
                [("POST", "/sign-in"), ("POST", "/register/complete"), ("GET", "/passwordless.js")]
            {
                let mut request = site.account.request(method, path).body(value);
                request.header(name, value);
                let answer = site.account.answer(&request, SystemTime::now()).await;
                assert!(answer.status() < 500, "{name} {value:?} {}", answer.body());
            }
        }
    }
}

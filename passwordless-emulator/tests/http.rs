//! HTTP itself: routes, methods, other origins, bodies of all kinds.
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use passwordless_emulator::Emulator;

/// Sends a request as it is and returns the answer as it came.
fn ask(emulator: &Emulator, head: &str, body: &[u8]) -> String {
    let address = emulator.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("{}\r\nConnection: close\r\n\r\n", head.trim_end());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn status(answer: &str) -> u16 {
    answer[9..12].parse().unwrap()
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn unknown_paths_and_methods_answer_without_a_body_and_without_a_key() {
    let emulator = Emulator::start().unwrap();
    for (request, expected, allow) in [
        ("GET /no/such/path HTTP/1.1", 404, None),
        ("OPTIONS /no/such/path HTTP/1.1", 404, None),
        ("GET /signin/verify HTTP/1.1", 405, Some("POST")),
        ("HEAD /users/count HTTP/1.1", 405, Some("GET")),
        ("OPTIONS /signin/verify HTTP/1.1", 405, Some("POST")),
        ("DELETE /credentials/list HTTP/1.1", 405, Some("GET, POST")),
        ("POST / HTTP/1.1\r\nContent-Length: 0", 405, Some("GET")),
    ] {
        let answer = ask(&emulator, &format!("{request}\r\nHost: x"), b"");
        assert_eq!(status(&answer), expected, "{request}");
        assert_eq!(body(&answer), "", "{request}");
        assert!(answer.contains("passwordless-emulator: "), "{answer}");
        if let Some(allow) = allow {
            assert!(answer.contains(&format!("allow: {allow}\r\n")), "{answer}");
        }
    }
}

#[test]
fn a_preflight_is_answered_anywhere_and_an_answer_is_readable_to_every_origin() {
    let emulator = Emulator::start().unwrap();
    let head = "OPTIONS /nope HTTP/1.1\r\nHost: x\r\nOrigin: http://evil.example\r\n\
                Access-Control-Request-Method: PATCH\r\nAccess-Control-Request-Headers: apikey,Client-Version";
    let answer = ask(&emulator, head, b"");
    assert_eq!(status(&answer), 204);
    for line in [
        "access-control-allow-origin: *",
        "access-control-allow-methods: PATCH",
        "access-control-allow-headers: apikey,Client-Version",
        "passwordless-emulator: ",
    ] {
        assert!(answer.contains(line), "{line}: {answer}");
    }
    assert!(!answer.contains("content-security-policy"), "{answer}");
    let head = "POST /signin/verify HTTP/1.1\r\nHost: attacker.example\r\nOrigin: http://a.example\r\nContent-Length: 0";
    let answer = ask(&emulator, head, b"");
    assert_eq!(status(&answer), 401);
    for line in [
        "access-control-allow-origin: *",
        "content-security-policy: default-src 'self';",
        "www-authenticate: ApiSecret",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "content-type: application/problem+json\r\n",
    ] {
        assert!(answer.contains(line), "{line}: {answer}");
    }
    assert!(!answer.contains("access-control-allow-credentials"), "{answer}");
}

fn posting(emulator: &Emulator, headers: &str, body: &[u8]) -> String {
    let head = format!(
        "POST /signin/verify HTTP/1.1\r\nHost: x\r\nApiSecret: {}\r\n{headers}",
        emulator.api_secret()
    );
    ask(emulator, &head, body)
}

#[test]
fn bodies_come_in_chunks_or_at_once_but_are_json_of_a_bounded_size() {
    let emulator = Emulator::start().unwrap();
    let json = "Content-Type: application/json\r\n";
    let chunked = format!("{json}Transfer-Encoding: chunked");
    let answer = posting(&emulator, &chunked, b"9\r\n{\"token\":\r\n6\r\n\"abc\"}\r\n0\r\n\r\n");
    assert!(status(&answer) == 400 && answer.contains("\"errorCode\":\"invalid_token\""), "{answer}");
    let with_mark = "\u{feff}{\"token\":\"abc\"}";
    let answer =
        posting(&emulator, &format!("{json}Content-Length: {}", with_mark.len()), with_mark.as_bytes());
    assert!(answer.contains("\"errorCode\":\"invalid_token\""), "{answer}");
    for (headers, body, expected) in [
        ("Content-Length: 2", &b"{}"[..], 415),
        ("Content-Type: text/plain\r\nContent-Length: 2", b"{}", 415),
        ("Content-Length: 0", b"", 415),
        ("Content-Type: application/json\r\nContent-Length: 0", b"", 400),
        ("Content-Type: application/json\r\nContent-Length: 2", b"\xff\xff", 400),
        ("Content-Type: application/json\r\nContent-Length: 4", b"null", 400),
        ("Content-Type: application/json\r\nContent-Length: 1", b"{", 400),
    ] {
        let answer = posting(&emulator, headers, body);
        assert_eq!(status(&answer), expected, "{headers}");
        assert!(answer.contains("content-type: application/problem+json\r\n"), "{answer}");
    }
    let large = vec![b' '; 30_000_001];
    let answer = posting(&emulator, &format!("{json}Content-Length: {}", large.len()), &large);
    assert_eq!((status(&answer), body(&answer)), (413, ""));
    let mut in_chunks = Vec::with_capacity(31_000_000);
    for _ in 0..310 {
        in_chunks.extend_from_slice(b"186a0\r\n");
        in_chunks.extend_from_slice(&large[..100_000]);
        in_chunks.extend_from_slice(b"\r\n");
    }
    in_chunks.extend_from_slice(b"0\r\n\r\n");
    let answer = posting(&emulator, &chunked, &in_chunks);
    assert_eq!((status(&answer), body(&answer)), (413, ""));
    let allowed = [b"{\"token\":\"abc\"}".to_vec(), vec![b' '; 29_999_000]].concat();
    let answer = posting(&emulator, &format!("{json}Content-Length: {}", allowed.len()), &allowed);
    assert!(answer.contains("\"errorCode\":\"invalid_token\""), "{}", status(&answer));
}

#[test]
fn a_body_that_no_one_reads_does_not_take_the_answer_along() {
    let emulator = Emulator::start().unwrap();
    let (secret, large) = (emulator.api_secret(), vec![b' '; 31_000_000]);
    let good = format!("ApiSecret: {secret}\r\nContent-Type: application/json");
    for (request, headers, expected) in [
        ("POST /signin/verify", good.as_str(), 413),
        ("POST /signin/verify", "ApiSecret: test:secret:0\r\nContent-Type: application/json", 401),
        ("POST /signin/verify", &format!("ApiSecret: {secret}\r\nContent-Type: text/plain"), 415),
        ("PUT /signin/verify", &good, 405),
        ("POST /no/such/path", &good, 404),
        ("GET /users/count", &good, 200),
        ("POST /_emulator/nothing", &good, 403),
    ] {
        let head = format!("{request} HTTP/1.1\r\nHost: x\r\n{headers}\r\nContent-Length: {}", large.len());
        assert_eq!(status(&ask(&emulator, &head, &large)), expected, "{request} with {headers}");
    }
}

#[test]
fn an_answer_that_no_one_accepts_is_given_all_the_same() {
    let emulator = Emulator::start().unwrap();
    let headers = "Accept: text/html\r\nContent-Type: application/json\r\nContent-Length: 2";
    let answer = posting(&emulator, headers, b"{}");
    assert!(status(&answer) == 400 && answer.contains("missing_token"), "{answer}");
}

#[test]
fn health_and_the_root_need_no_key() {
    let emulator = Emulator::start().unwrap();
    let get = |path: &str| ask(&emulator, &format!("GET {path} HTTP/1.1\r\nHost: x"), b"");
    let answer = get("/health/http");
    assert_eq!((status(&answer), body(&answer)), (200, "Healthy"));
    assert!(
        answer.contains("content-type: text/plain\r\n") && answer.contains("cache-control: no-store"),
        "{answer}"
    );
    for (path, name) in [("/health/storage", "db"), ("/HEALTH/VERSION/", "version")] {
        let answer = get(path);
        let report: serde_json::Value = serde_json::from_str(body(&answer)).unwrap();
        assert_eq!((status(&answer), &report["status"]), (200, &"Healthy".into()));
        assert_eq!(report["results"][name]["status"], "Healthy");
        let order =
            ["status", "elapsedMilliseconds", "results"].map(|name| body(&answer).find(name).unwrap());
        assert!(order.is_sorted(), "{answer}");
        assert!(
            body(&answer).contains('\n')
                && answer.contains("content-type: application/json; charset=utf-8\r\n")
        );
    }
    assert_eq!(status(&get("/")), 200);
    let head = ask(&emulator, "HEAD /health/http HTTP/1.1\r\nHost: x", b"");
    assert_eq!((status(&head), body(&head)), (200, ""));
}

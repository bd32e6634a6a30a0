//! What nginx does with a request, seen from behind it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::nginx::Nginx;

/// A server that notes each request, and answers or hangs up.
fn server(answer: &'static str) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (note, noted) = channel();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let (mut socket, mut request) = (socket.unwrap(), Vec::new());
            while !is_whole(&request) {
                let mut part = [0; 4096];
                match socket.read(&mut part) {
                    Ok(length @ 1..) => request.extend_from_slice(&part[..length]),
                    _ => break,
                }
            }
            if note.send(String::from_utf8(request).unwrap()).is_err() {
                return;
            }
            let _ = socket.write_all(answer.as_bytes());
        }
    });
    (port, noted)
}

/// The tests send no other body than this.
const BODY: &str = "a body";

fn is_whole(request: &[u8]) -> bool {
    let request = String::from_utf8_lossy(request);
    let has_body = request.starts_with("POST");
    request.split_once("\r\n\r\n").is_some_and(|(_, body)| !has_body || body == BODY)
}

const WELL: &str = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwell";

fn ask(nginx: &Nginx, request: &str) -> String {
    let mut socket = TcpStream::connect(("127.0.0.1", nginx.port)).unwrap();
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

fn post(headers: &str) -> String {
    let length = BODY.len();
    format!(
        "POST /verify-signin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{BODY}"
    )
}

const GET: &str = "GET /me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[test]
fn a_post_that_an_instance_has_seen_is_sent_to_no_other() {
    let ((dying, seen), (living, others)) = (server(""), server(WELL));
    let nginx = Nginx::start(&[dying, living]);
    assert!(ask(&nginx, &post("")).starts_with("HTTP/1.1 502"));
    assert!(seen.recv().unwrap().starts_with("POST /verify-signin"));
    assert!(others.try_recv().is_err(), "a token was shown twice");
    drop(nginx);
    // What changes nothing may be asked again.
    let nginx = Nginx::start(&[dying, living]);
    assert!(ask(&nginx, GET).ends_with("well"));
    assert!(seen.recv().unwrap().starts_with("GET /me"));
    assert!(others.recv().unwrap().starts_with("GET /me"));
}

#[test]
fn a_delete_that_an_instance_has_seen_is_sent_to_no_other() {
    let ((dying, seen), (living, others)) = (server(""), server(WELL));
    let nginx = Nginx::start(&[dying, living]);
    let delete = GET.replace("GET /me", "DELETE /passkeys/account");
    assert!(ask(&nginx, &delete).starts_with("HTTP/1.1 502"));
    let request = seen.recv().unwrap();
    assert!(request.starts_with("DELETE /passkeys/account"), "{request}");
    assert!(request.contains("X-Forwarded-For: 127.0.0.1"), "{request}");
    assert!(others.try_recv().is_err(), "the second answer would say that nothing is there to delete");
}

#[test]
fn a_post_that_no_instance_has_seen_is_sent_to_another() {
    let gone = crate::instance::free_port();
    let (living, seen) = server(WELL);
    let nginx = Nginx::start(&[gone, living]);
    for _ in 0..2 {
        assert!(ask(&nginx, &post("")).ends_with("well"));
        assert!(seen.recv().unwrap().ends_with(BODY));
    }
}

#[test]
fn what_a_client_says_about_itself_is_overwritten() {
    let (port, seen) = server(WELL);
    let nginx = Nginx::start(&[port]);
    let claims = "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-Proto: gopher\r\nX-Request-Id: mine\r\n\
                  X-Real-IP: 198.51.100.2\r\nX-Forwarded-Host: evil.example\r\nForwarded: for=198.51.100.3\r\n";
    ask(&nginx, &post(claims));
    let request = seen.recv().unwrap().to_lowercase();
    for line in ["host: localhost", "x-forwarded-for: 127.0.0.1", "x-forwarded-proto: http"] {
        assert!(request.contains(&format!("\r\n{line}\r\n")), "{request}");
    }
    let id = request.split_once("x-request-id: ").unwrap().1.lines().next().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{request}");
    for claimed in ["198.51.100", "gopher", "mine", "evil"] {
        assert!(!request.contains(claimed), "{request}");
    }
}

#[test]
fn what_is_too_large_or_not_for_visitors_reaches_no_instance() {
    let (port, seen) = server(WELL);
    let nginx = Nginx::start(&[port]);
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n";
    assert!(ask(&nginx, head).starts_with("HTTP/1.1 413"));
    for path in ["/ready", "/health", "/ready/", "/health/", "//ready", "/%72eady", "/ready?a", "/./health/"]
    {
        assert!(ask(&nginx, &GET.replace("/me", path)).starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(ask(&nginx, GET).ends_with("well"));
    assert!(seen.recv().unwrap().starts_with("GET /me"), "the first that an instance has seen");
}

/// Rocket waits for the rest of a head for as long as that takes. nginx does not, and asks no instance about it.
#[test]
fn half_a_head_is_closed_and_no_instance_hears_of_it() {
    const PATIENCE: Duration = Duration::from_secs(30);
    let (port, noted) = server(WELL);
    let nginx = Nginx::start(&[port]);
    let half = || {
        let mut socket = TcpStream::connect(("127.0.0.1", nginx.port)).unwrap();
        socket.write_all(b"GET /me HTTP/1.1\r\nHost: localhost\r\nX-Wait: ").unwrap();
        socket
    };
    let silent: Vec<TcpStream> = (0..300).map(|_| half()).collect();
    let mut dripping = half();
    let started = Instant::now();
    // What counts is the time for the whole head: a byte now and then wins nothing.
    dripping.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    while dripping.write_all(b"x").is_ok() && !matches!(dripping.read(&mut [0; 512]), Ok(0)) {
        assert!(started.elapsed() < PATIENCE, "a byte now and then keeps a connection");
    }
    for mut socket in silent {
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let answer = socket.read_to_end(&mut Vec::new());
        assert!(
            !answer.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock),
            "half a head waits"
        );
    }
    assert!(noted.try_recv().is_err(), "an instance was asked");
    assert!(ask(&nginx, GET).ends_with("well"), "who asks in full is answered");
}

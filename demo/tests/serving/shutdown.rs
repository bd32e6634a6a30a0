//! A real process that is told to end: requests under way are answered first, and nobody new is let in.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::program::Program;

/// The head of a registration, and its body, which comes when it is too late for others.
fn registration(port: u16) -> (String, &'static str) {
    let body = r#"{"username":"carol"}"#;
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:{port}\r\nContent-Type: application/json\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    (head, body)
}

/// Needs the database and the service.
const PATH: &str = "/create-token";

#[test]
fn a_request_under_way_is_answered_and_a_new_one_is_refused() {
    let mut program = Program::start(&[]);
    let (head, body) = registration(program.port);
    let mut under_way = program.connect();
    under_way.write_all(head.as_bytes()).unwrap();
    // The server asks for the body: the request is in its hands.
    let mut asked = [0; 25];
    under_way.read_exact(&mut asked).unwrap();
    assert!(asked.starts_with(b"HTTP/1.1 100 Continue"));

    program.signal("-TERM");
    refuses(program.port);
    under_way.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("register_"), "{answer}");
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");

    let (code, log) = program.ended();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("status=200") && log.contains("stopped") && !log.contains("cut off"), "{log}");
}

#[test]
fn a_request_that_never_ends_does_not_keep_it() {
    let mut program = Program::start(&[("ROCKET_SHUTDOWN", "{grace=0,mercy=0}")]);
    let (head, _) = registration(program.port);
    let mut under_way = program.connect();
    under_way.write_all(head.as_bytes()).unwrap();
    under_way.read_exact(&mut [0; 25]).unwrap();
    program.signal("-TERM");
    let (code, log) = program.ended();
    assert_eq!(code, Some(0), "{log}");
}

/// Tries until the port is closed; the signal takes its time to arrive.
fn refuses(port: u16) {
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        std::thread::yield_now();
    }
}

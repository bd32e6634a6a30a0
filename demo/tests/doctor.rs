//! Settings, service and visits that do not fit together: the log says what was seen, what is allowed, what to change.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

#[path = "support/program.rs"]
mod program;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use passwordless_emulator::{App, Emulator};
use program::{Running, demo, free_port, refusal, until};
use tempfile::TempDir;

const SECRET: &str = "test:secret:a679563b331846c79c20b114a4f56d02";
const KEY: &str = "test:public:2e728aa5986f4ba8b073a5b28a939795";
const OTHER_KEY: &str = "other:public:2e728aa5986f4ba8b073a5b28a939795";

/// A service that knows this secret.
fn service(secret: &str) -> Emulator {
    Emulator::builder().app(App::new("test").unwrap().secret(secret).unwrap()).start().unwrap()
}

/// Opens the first page as a browser does that was sent to this host.
fn visit(port: &str, host: &str, more: &str) {
    let mut socket = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    write!(socket, "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
}

const PAGE: &str = "Accept: text/html,*/*;q=0.8\r\n";

/// Starts the program with these variables, has it visited, and ends it: all that it said.
fn said(variables: &[(&str, &str)], visits: impl FnOnce(&str)) -> String {
    let (port, folder) = (free_port().to_string(), TempDir::new().unwrap());
    let variables = [&[("PORT", port.as_str()), ("NO_COLOR", "1")], variables].concat();
    let mut command = demo(&folder, &variables);
    let mut running = Running(command.spawn().unwrap());
    let mut lines = BufReader::new(running.0.stderr.take().unwrap());
    let mut log = String::new();
    while !log.contains(" open http") {
        assert!(lines.read_line(&mut log).unwrap() > 0, "{log}");
    }
    visits(&port);
    running.0.kill().unwrap();
    lines.read_to_string(&mut log).unwrap();
    log
}

fn doctor(variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let folder = TempDir::new().unwrap();
    let output = demo(&folder, variables).arg("doctor").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_strange_address_is_named_once() {
    let log = said(&[], |port| {
        for _ in 0..3 {
            visit(port, &format!("shop.example:{port}"), PAGE);
            visit(port, &format!("192.168.1.5:{port}"), PAGE);
        }
    });
    let warnings: Vec<_> = log.lines().filter(|line| line.contains("people come to")).collect();
    assert_eq!(warnings.len(), 2, "{log}");
    assert!(
        warnings[0].contains("people come to shop.example:") && warnings[0].contains("set ORIGIN"),
        "{log}"
    );
    assert!(warnings[1].contains("people come to 192.168.1.5:"), "{log}");
    assert!(warnings[1].contains("an IP address can have no passkeys"), "{log}");
    assert!(
        warnings.iter().all(|line| line.contains("WARN") && line.contains("ORIGIN is http://localhost:"))
    );
}

#[test]
fn made_up_addresses_do_not_fill_the_log() {
    let log = said(&[], |port| {
        for number in 0..40 {
            visit(port, &format!("made-up-{number}.example"), PAGE);
        }
    });
    assert_eq!(log.lines().filter(|line| line.contains("people come to")).count(), 9, "{log}");
    assert_eq!(log.matches("no further ones are named").count(), 1, "{log}");
}

#[test]
fn what_is_no_persons_visit_is_not_named() {
    let log = said(&[("TRUSTED_PROXIES", "127.0.0.1"), ("ORIGIN", "https://app.example")], |port| {
        visit(port, "app.example", PAGE);
        visit(port, "APP.example:443", PAGE);
        // A load balancer, and a proxy that calls us by our place behind it.
        visit(port, "10.0.0.7", "");
        visit(port, &format!("127.0.0.1:{port}"), PAGE);
        visit(port, "demo_upstream", PAGE);
        visit(port, "demo_upstream", &format!("{PAGE}X-Forwarded-Host: app.example\r\n"));
        // And a person, after all.
        visit(port, "demo_upstream", &format!("{PAGE}X-Forwarded-Host: www.app.example\r\n"));
    });
    let warnings: Vec<_> = log.lines().filter(|line| line.contains("people come to")).collect();
    assert_eq!(warnings.len(), 1, "{log}");
    assert!(warnings[0].contains("people come to www.app.example,"), "{log}");
    let log = said(&[], |port| {
        visit(port, &format!("127.0.0.1:{port}"), PAGE);
        visit(port, &format!("localhost:{port}"), PAGE);
        visit(port, "shop.example\u{1b}[31m", PAGE);
    });
    assert!(!log.contains("people come to") && !log.contains("31m"), "{log}");
}

#[test]
fn the_start_says_where_passkeys_work_and_what_is_doubtful() {
    let (port, folder) = (free_port().to_string(), TempDir::new().unwrap());
    let variables = [("PORT", port.as_str()), ("ORIGIN", "https://app.example")];
    let (_running, log) = until(demo(&folder, &variables), " open http");
    for words in
        ["origin=\"https://app.example\"", "relying_party=\"app.example\"", "api=\"http://127.0.0.1:"]
    {
        assert!(log.contains(words), "{words} in {log}");
    }
    let doubts: Vec<_> = log.lines().filter(|line| line.contains("ORIGIN is https://app.example")).collect();
    assert_eq!(doubts.len(), 2, "{log}");
    assert!(doubts[0].contains("Set API_URL") && doubts[1].contains("TRUSTED_PROXIES"), "{log}");
    let well = said(&[], |_| ());
    assert!(!well.contains("ORIGIN is"), "{well}");
}

#[test]
fn keys_of_two_applications_are_refused() {
    let service =
        [("API_URL", "https://v4.passwordless.dev"), ("API_SECRET", SECRET), ("API_KEY", OTHER_KEY)];
    let log = refusal(&service);
    assert!(
        log.contains("API_SECRET is of the application `test`, and API_KEY of the application `other`"),
        "{log}"
    );
    assert!(!log.contains("a679563b") && !log.contains("2e728aa5"), "{log}");
}

#[test]
fn a_service_that_takes_our_secret_is_said_to() {
    let service = service(SECRET);
    let (port, folder) = (free_port().to_string(), TempDir::new().unwrap());
    let variables =
        [("PORT", port.as_str()), ("API_URL", service.url()), ("API_SECRET", SECRET), ("API_KEY", KEY)];
    until(demo(&folder, &variables), "the service answers, and takes our secret");
}

#[test]
fn a_service_that_does_not_names_the_setting_and_holds_up_nothing() {
    let other = service("test:secret:ffffffffffffffffffffffffffffffff");
    let nobody = format!("http://127.0.0.1:{}", free_port());
    for (url, words) in [(other.url(), "Set API_SECRET to"), (&nobody, "set API_URL to")] {
        let (port, folder) = (free_port().to_string(), TempDir::new().unwrap());
        let variables = [("PORT", port.as_str()), ("API_URL", url), ("API_SECRET", SECRET), ("API_KEY", KEY)];
        let (_running, log) = until(demo(&folder, &variables), words);
        let line = log.lines().find(|line| line.contains(words)).unwrap();
        assert!(line.contains("ERROR") && line.contains(url), "{line}");
        assert!(!log.contains("a679563b"), "{log}");
        visit(&port, &format!("localhost:{port}"), PAGE);
    }
}

#[test]
fn the_doctor_finds_a_sound_set_up_sound() {
    let (code, report, log) = doctor(&[]);
    assert_eq!(code, Some(0), "{report}{log}");
    for words in ["ORIGIN           http://localhost:4000", "relying party    localhost", "well "] {
        assert!(report.contains(words), "{words} in {report}");
    }
    assert!(!report.contains("broken") && !report.contains("doubtful"), "{report}");
}

#[test]
fn the_doctor_names_what_is_broken_and_no_secret() {
    let service = service("test:secret:ffffffffffffffffffffffffffffffff");
    let (code, report, log) = doctor(&[
        ("ORIGIN", "https://app.example"),
        ("API_URL", service.url()),
        ("API_SECRET", SECRET),
        ("API_KEY", KEY),
    ]);
    assert_eq!(code, Some(1), "{report}{log}");
    let line =
        |mark: &str| report.lines().filter(|line| line.starts_with(mark)).collect::<Vec<_>>().join("\n");
    assert!(line("broken").contains("Set API_SECRET"), "{report}");
    assert!(line("doubtful").contains("TRUSTED_PROXIES") && line("well").contains("database"), "{report}");
    assert!(line("API_KEY").contains("application `test`"), "{report}");
    for secret in ["a679563b", "2e728aa5"] {
        assert!(!report.contains(secret) && !log.contains(secret), "{report}{log}");
    }
    let (code, report, log) = doctor(&[("PORT", "abc")]);
    assert_eq!((code, report.as_str()), (Some(1), ""));
    assert!(log.contains("PORT is `abc`"), "{log}");
}

#[test]
fn another_command_is_refused() {
    let folder = TempDir::new().unwrap();
    let output = demo(&folder, &[]).arg("docter").output().unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && log.contains("`docter` is no command"), "{log}");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing was begun");
}

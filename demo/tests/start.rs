//! How the program starts, and why it does not: every refusal names the setting to change.

#![allow(clippy::unwrap_used, reason = "a test may unwrap")]

#[path = "support/program.rs"]
mod program;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use program::{demo, free_port, refusal, refusal_in, until};
use tempfile::TempDir;

const SECRET: &str = "test:secret:a679563b331846c79c20b114a4f56d02";
const KEY: &str = "test:public:2e728aa5986f4ba8b073a5b28a939795";

/// What the program answers to a browser that came by the IP address.
fn visit(port: &str) -> String {
    let mut socket = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    write!(socket, "GET /me HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn with_nothing_set_a_debug_build_says_that_it_emulates() {
    let port = free_port().to_string();
    let folder = TempDir::new().unwrap();
    let address = format!("open http://localhost:{port}\n");
    let (_running, log) = until(demo(&folder, &[("PORT", &port)]), &address);
    assert!(log.contains("emulator"), "{log}");
    assert!(!log.contains(":secret:"), "{log}");
    assert!(folder.path().join("demo-data/emulator.redb").exists());
    for file in ["emulator.redb", "users-demo.sqlite", "users-demo.sqlite-wal"] {
        let mode = folder.path().join("demo-data").join(file).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others may open {file}, which holds keys");
    }
    // A real visit to the IP address is led to the name.
    let answer = visit(&port);
    assert!(answer.starts_with("HTTP/1.1 307"), "{answer}");
    assert!(answer.to_lowercase().contains(&format!("location: http://localhost:{port}/me\r\n")), "{answer}");
}

#[test]
fn every_missing_setting_is_named() {
    let one = refusal(&[("API_URL", "https://v4.passwordless.dev"), ("API_KEY", KEY)]);
    assert!(one.contains("API_SECRET is not set"), "{one}");
    let two = refusal(&[("API_URL", "https://v4.passwordless.dev"), ("API_KEY", "")]);
    assert!(two.contains("API_SECRET and API_KEY are not set"), "{two}");
}

#[test]
fn swapped_keys_are_told_apart_and_not_shown() {
    let all = |secret, key| {
        refusal(&[("API_URL", "https://v4.passwordless.dev"), ("API_SECRET", secret), ("API_KEY", key)])
    };
    let log = all(KEY, SECRET);
    assert!(log.contains("API_SECRET cannot be used") && log.contains("public key"), "{log}");
    let log = all(SECRET, SECRET);
    assert!(log.contains("API_KEY cannot be used") && log.contains("secret"), "{log}");
    assert!(!log.contains("a679563b331846c79c20b114a4f56d02"));
}

#[test]
fn the_emulator_and_a_service_exclude_each_other() {
    let log = refusal(&[
        ("EMULATOR", "1"),
        ("API_URL", "https://v4.passwordless.dev"),
        ("API_SECRET", SECRET),
        ("API_KEY", KEY),
    ]);
    assert!(log.contains("Remove the one or the others"), "{log}");
    assert!(refusal(&[("EMULATOR", "0")]).contains("API_URL, API_SECRET and API_KEY are not set"));
    assert!(refusal(&[("EMULATOR", "maybe")]).contains("EMULATOR is `maybe`"));
}

#[test]
fn a_port_that_is_none_is_refused() {
    for value in ["abc", "0", "65536", "-1", "40 00"] {
        let log = refusal(&[("PORT", value)]);
        assert!(log.contains(&format!("PORT is `{value}`, which is not a port")), "{log}");
    }
}

#[test]
fn a_busy_port_has_its_own_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let log = refusal(&[("PORT", &port.to_string())]);
    assert!(log.contains(&format!("port {port} is taken by another program")), "{log}");
    assert!(log.contains(&format!("PORT={}", port + 1)), "{log}");
}

#[test]
fn an_origin_without_passkeys_is_refused() {
    for (value, reason) in [
        ("http://192.168.1.5:4000", "an IP address is none"),
        ("http://app.example", "https only"),
        ("https://app.example/login", "nothing more"),
        ("app", "not an address"),
    ] {
        let log = refusal(&[("ORIGIN", value)]);
        assert!(log.contains(reason), "{value}: {log}");
    }
}

#[test]
fn settings_are_read_from_a_dotenv_file_and_the_environment_goes_first() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(".env"), "PORT=abc\nAPI_URL=https://v4.passwordless.dev\n").unwrap();
    assert!(refusal_in(&folder, &[]).contains("PORT is `abc`"));
    assert!(refusal_in(&folder, &[("PORT", "4000")]).contains("API_SECRET and API_KEY are not set"));
    std::fs::write(folder.path().join(".env"), format!("API_SECRET={SECRET}\nthis is 'no line\n")).unwrap();
    let log = refusal_in(&folder, &[]);
    assert!(log.contains(".env cannot be read") && !log.contains(SECRET), "{log}");
}

#[test]
fn settings_of_folders_further_up_are_not_ours() {
    let folder = TempDir::new().unwrap();
    let deeper = folder.path().join("deeper");
    std::fs::create_dir(&deeper).unwrap();
    std::fs::write(folder.path().join(".env"), "PORT=abc\n").unwrap();
    std::fs::write(folder.path().join("Rocket.toml"), "[default]\nsecret_key = 'not a key'\n").unwrap();
    let port = free_port().to_string();
    let mut command = demo(&folder, &[("PORT", &port)]);
    command.current_dir(&deeper);
    until(command, &format!("open http://localhost:{port}"));
    // In the folder itself both are read.
    assert!(refusal_in(&folder, &[]).contains("PORT is `abc`"));
    assert!(refusal_in(&folder, &[("PORT", &port)]).contains("does not launch"));
}

#[test]
fn a_database_of_another_program_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("users.sqlite");
    std::fs::write(
        &file,
        "not a database, but somebody's letter, which is longer than a header of sixteen bytes",
    )
    .unwrap();
    let log = refusal_in(&folder, &[("DATABASE_URL", "sqlite://users.sqlite")]);
    assert!(log.contains("DATABASE_URL"), "{log}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("not a database"));
}

#[test]
fn interrupting_it_ends_it_well() {
    let port = free_port().to_string();
    let folder = TempDir::new().unwrap();
    let (mut running, _) = until(demo(&folder, &[("PORT", &port)]), "open http://localhost");
    // It says so a moment before it minds signals; whoever answers minds them.
    visit(&port);
    let interrupted = Command::new("kill").args(["-INT", &running.0.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    running.0.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
    assert!(rest.is_empty());
}

/// At `debug` Rocket prints every request with all of its headers.
#[test]
fn no_setting_has_rocket_print_what_a_request_carries() {
    for by_file in [false, true] {
        let (folder, port) = (TempDir::new().unwrap(), free_port());
        if by_file {
            std::fs::write(folder.path().join("Rocket.toml"), "[default]\nlog_level = \"debug\"\n").unwrap();
        }
        let port_text = port.to_string();
        let mut told = vec![("PORT", port_text.as_str())];
        told.extend(Some(("ROCKET_LOG_LEVEL", "debug")).filter(|_| !by_file));
        let (mut running, _) = until(demo(&folder, &told), "open http");
        let mut socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: passwordless-4000=c00kie\r\n\
                       Authorization: Bearer sealed_s3cret\r\n\r\n";
        socket.write_all(request.as_bytes()).unwrap();
        socket.read_to_string(&mut String::new()).unwrap();
        let mut printed = running.0.stdout.take().unwrap();
        drop(running);
        let mut text = String::new();
        printed.read_to_string(&mut text).unwrap();
        assert_eq!(text, "");
    }
}

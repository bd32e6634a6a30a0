//! The log tells of each request, and never a secret.

use crate::program::Program;

/// What must not be in any log, wherever it was sent.
const SECRETS: [&str; 8] = [
    "verify_k8QgSecretOfAQuery",
    "verify_k8QgSecretOfAPath",
    "register_k8QgSecretOfAPath",
    "verify%5fSecretEscaped",
    "SecretOfACookie",
    "SecretOfABearer",
    "SecretOfABody",
    "demo:secret:4b1d5e0c7a2f4c3e9d8b6a5f4e3d2c1b",
];

#[test]
fn nothing_secret_is_logged_even_at_the_finest_level() {
    let mut program = Program::start(&[("RUST_LOG", "trace")]);
    let [query, path, other_path, escaped, cookie, bearer, body, key] = SECRETS;
    let long = "Zm9v".repeat(40);
    for target in [
        format!("/?token={query}&next=/{query}"),
        format!("/{path}"),
        format!("/passkeys/{other_path}/more"),
        format!("/{escaped}"),
        format!("/{key}?{key}"),
        format!("/{long}"),
        format!("/me?token={query}"),
    ] {
        program.get(
            &target,
            &[&format!("Cookie: session={cookie}; id={cookie}"), &format!("Authorization: Bearer {bearer}")],
        );
    }
    let json = format!("{{\"token\":\"{body}\",\"username\":\"{body}\"}}");
    for path in ["/create-token", "/verify-signin", "/complete-registration", "/passkeys/sign-in", "/nowhere"]
    {
        program.ask(&format!(
            "POST {path}?token={query} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:{}\r\nCookie: session={cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{json}",
            program.port,
            json.len(),
        ));
    }
    program.get("/the-end", &[]);
    let log = program.said_until("path=/the-end");
    for path in
        ["path=/ ", "path=/*** ", "path=/passkeys/***/more ", "path=/create-token ", "path=/verify-signin "]
    {
        assert!(log.contains(path), "{path}\n{log}");
    }
    for secret in SECRETS.into_iter().chain([long.as_str(), "verify_", "register_", "k8QgSecret"]) {
        assert!(!log.contains(secret), "{secret} in\n{log}");
    }
}

#[test]
fn a_line_says_what_was_asked_by_whom_and_what_came_of_it() {
    let mut program = Program::start(&[]);
    program.get("/passkeys/passkeys/dGhpcy1pcy1hLWNyZWRlbnRpYWwtaWQ_-x?a=b", &[]);
    let line = program.said_until("answered");
    for part in [
        "method=GET",
        "path=/passkeys/passkeys/dGhpcy1pcy1hLWNyZWRlbnRpYWwtaWQ_-x ",
        "status=405",
        "milliseconds=",
        "client=127.0.0.1 ",
        " id=",
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }
    assert!(!line.contains("a=b"), "{line}");
    program.ask("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(program.said_until("answered").contains("method=HEAD"));
    let long = format!("/{}", ["plain"; 60].join("/"));
    program.get(&long, &[]);
    let line = program.said_until("answered");
    assert!(line.contains("/plain/... status"), "{line}");
}

#[test]
fn the_line_of_a_preflight_says_what_was_answered() {
    let mut program = Program::start(&[("CORS_ORIGINS", "http://localhost:5000")]);
    let answer = program.ask(
        "OPTIONS /passkeys/sign-in HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:5000\r\n\
         Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n",
    );
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    let line = program.said_until("answered");
    assert!(line.contains("method=OPTIONS path=/passkeys/sign-in status=204 "), "{line}");
}

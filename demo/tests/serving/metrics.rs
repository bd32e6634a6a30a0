//! What Prometheus asks.

use crate::program::Program;

#[test]
fn refusals_and_calls_of_the_service_are_counted_where_it_was_asked_for() {
    let program = Program::start(&[("METRICS", "1"), ("RUST_LOG", "demo=info")]);
    let origin = format!("Origin: http://localhost:{}", program.port);
    let body = r#"{"name":"carol"}"#;
    let begun = program.ask(&format!(
        "POST /passkeys/register HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{origin}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    assert!(begun.starts_with("HTTP/1.1 200"), "{begun}");
    let refused = program.get("/passkeys/passkeys", &["Accept: application/json"]);
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");

    let metrics = program.get("/metrics", &[]);
    let calls = r#"passwordless_call_seconds_count{call="POST /register/token"} 1"#;
    assert!(metrics.contains(calls), "{metrics}");
    assert!(metrics.contains(r#"passwordless_events_total{event="turned_away",code=""#), "{metrics}");
    assert!(!metrics.contains("carol"), "{metrics}");
}

#[test]
fn nothing_is_served_at_metrics_by_default() {
    let program = Program::start(&[("RUST_LOG", "demo=info")]);
    assert!(program.get("/metrics", &[]).starts_with("HTTP/1.1 404"));
}

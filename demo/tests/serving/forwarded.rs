//! Forwarded addresses: believed from our own proxies only, and only what these have seen themselves.

use passwordless::accounts::TrustedProxies;

use crate::program::Program;
use crate::served::{refusal, serving};

#[test]
fn the_setting_is_read_or_named() {
    assert_eq!(serving("TRUSTED_PROXIES", " ").trusted_proxies, TrustedProxies::default());
    assert_eq!(serving("TRUSTED_PROXIES", "::1,").trusted_proxies, "::1/128".parse().unwrap());
    for (value, entry, reason) in [
        ("10.0.0.0/33", "10.0.0.0/33", "neither an address nor a network"),
        ("127.0.0.1, nginx", "nginx", "neither an address nor a network"),
        ("10.0.0.1:80", "10.0.0.1:80", "neither an address nor a network"),
        ("*", "*", "neither an address nor a network"),
        ("0.0.0.0/0", "0.0.0.0/0", "everybody"),
        ("::/0", "::/0", "everybody"),
        ("::ffff:0.0.0.0/96", "::ffff:0.0.0.0/96", "everybody"),
    ] {
        let said = refusal("TRUSTED_PROXIES", value);
        assert!(said.starts_with(&format!("TRUSTED_PROXIES has `{entry}`: ")), "{said}");
        assert!(said.contains(reason), "{said}");
    }
}

#[test]
fn a_real_peer_that_is_no_proxy_claims_in_vain() {
    let claims = ["X-Forwarded-For: 198.51.100.1", "X-Real-IP: 198.51.100.2", "Forwarded: for=198.51.100.3"];
    let mut alone = Program::start(&[("ROCKET_IP_HEADER", "X-Real-IP")]);
    alone.get("/claim", &claims);
    let line = alone.said_until("path=/claim");
    assert!(line.contains("client=127.0.0.1 "), "{line}");

    let mut behind = Program::start(&[("TRUSTED_PROXIES", "127.0.0.1")]);
    behind.get("/claim", &claims);
    let line = behind.said_until("path=/claim");
    assert!(line.contains("client=198.51.100.1 "), "{line}");
}

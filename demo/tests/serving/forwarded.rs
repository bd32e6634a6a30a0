//! Forwarded addresses: believed from our own proxies only, and only what these have seen themselves.

use demo::TrustedProxies;

use crate::program::Program;
use crate::served::{refusal, serving};

/// Who asks, by what our proxies in these networks say.
fn client(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
    let proxies: TrustedProxies = proxies.parse().unwrap();
    proxies.client(peer.parse().unwrap(), forwarded.iter().copied()).to_string()
}

#[test]
fn only_a_trusted_proxy_is_believed() {
    for proxies in ["", "10.0.0.1", "2001:db8::/32"] {
        assert_eq!(client(proxies, "192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
        assert_eq!(
            client(proxies, "127.0.0.1", &["198.51.100.1"]),
            "127.0.0.1",
            "loopback is no proxy by itself"
        );
    }
    assert_eq!(client("10.0.0.1", "10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    assert_eq!(client("10.0.0.1", "10.0.0.2", &["198.51.100.1"]), "10.0.0.2");
    assert_eq!(client("10.0.0.0/8", "10.9.9.9", &["198.51.100.1"]), "198.51.100.1");
    assert_eq!(client("10.0.0.0/8", "10.9.9.9", &[]), "10.9.9.9");
}

#[test]
fn what_the_client_wrote_itself_does_not_count() {
    let proxies = "10.0.0.0/8, 2001:db8:1::/48";
    // The client sent the left part; the proxy added what it saw.
    assert_eq!(client(proxies, "10.0.0.1", &["1.1.1.1, 198.51.100.1"]), "198.51.100.1");
    assert_eq!(
        client(proxies, "10.0.0.1", &["1.1.1.1", "198.51.100.1"]),
        "198.51.100.1",
        "two lines are one list"
    );
    assert_eq!(client(proxies, "10.0.0.1", &["198.51.100.1, 10.0.0.2, 2001:db8:1::5"]), "198.51.100.1");
    // Claims to be a proxy, from outside.
    assert_eq!(client(proxies, "10.0.0.1", &["1.1.1.1, 10.0.0.7, 198.51.100.1"]), "198.51.100.1");
    // Somebody inside, with nothing but proxies in the chain.
    assert_eq!(client(proxies, "10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
}

#[test]
fn garbage_ends_the_chain() {
    for garbage in [
        "unknown",
        "_hidden",
        "",
        " ",
        "999.1.1.1",
        "1.1.1.1 2.2.2.2",
        "fe80::1%eth0",
        "0x7f.1",
        "localhost",
        "\u{661}.1.1.1",
    ] {
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[garbage]), "10.0.0.1", "{garbage:?}");
        let behind = format!("1.1.1.1, {garbage}, 10.0.0.2");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[&behind]), "10.0.0.2", "{garbage:?}");
        let before = format!("{garbage}, 198.51.100.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[&before]), "198.51.100.1", "{garbage:?}");
    }
}

#[test]
fn addresses_are_read_as_proxies_write_them() {
    for (written, meant) in [
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("[::ffff:198.51.100.1]:80", "198.51.100.1"),
    ] {
        assert_eq!(client("10.0.0.1", "10.0.0.1", &[written]), meant);
    }
}

#[test]
fn an_ipv4_address_in_ipv6_clothes_is_the_same_one() {
    // A socket that takes both shows IPv4 clients so.
    assert_eq!(client("10.0.0.1", "::ffff:10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    assert_eq!(client("::ffff:10.0.0.0/104", "10.9.9.9", &["198.51.100.1"]), "198.51.100.1");
    assert_eq!(client("::ffff:10.0.0.1", "10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["1.1.1.1, ::ffff:10.0.0.2"]), "1.1.1.1");
    assert_eq!(client("", "::ffff:192.0.2.7", &["1.1.1.1"]), "192.0.2.7");
}

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

//! Forwarded addresses: believed from trusted proxies only, and only what these have seen themselves.

use passwordless::{ErrorKind, accounts::TrustedProxies};

/// Who asks, by what our proxies in these networks say.
fn client(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
    let proxies: TrustedProxies = proxies.parse().unwrap();
    proxies.client(peer.parse().unwrap(), forwarded).to_string()
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
fn bytes_that_are_no_text_end_the_list() {
    let proxies = TrustedProxies::new(["10.0.0.0/8"]).unwrap();
    let client = |forwarded: &[&[u8]]| proxies.client("10.0.0.1".parse().unwrap(), forwarded).to_string();
    assert_eq!(client(&[b"1.1.1.1, \xff, 10.0.0.2"]), "10.0.0.2");
    assert_eq!(client(&[b"\xff\xfe, 198.51.100.1"]), "198.51.100.1");
    assert_eq!(client(&[b"1.1.1.1\0"]), "10.0.0.1");
    assert_eq!(client(&[&b",".repeat(100_000)]), "10.0.0.1");
    assert_eq!(client(&[&b"10.0.0.9,".repeat(10_000), b"10.0.0.8"]), "10.0.0.8");
}

#[test]
fn an_entry_that_cannot_be_used_is_named() {
    for (entry, reason) in [
        ("10.0.0.0/33", "neither an address nor a network"),
        ("nginx", "neither an address nor a network"),
        ("10.0.0.1:80", "neither an address nor a network"),
        ("*", "neither an address nor a network"),
        ("0.0.0.0/0", "everybody"),
        ("::/0", "everybody"),
        ("::ffff:0.0.0.0/96", "everybody"),
    ] {
        let error = TrustedProxies::new(["127.0.0.1", entry]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let said = error.to_string();
        assert!(said.contains(&format!("{entry:?}")) && said.contains(reason), "{said}");
        assert!(said.contains("10.0.0.0/8"), "the fix: {said}");
    }
}

#[test]
fn a_list_reads_what_it_writes() {
    let proxies = TrustedProxies::new(["10.0.0.0/8, ::1", " 192.0.2.1 ,"]).unwrap();
    assert_eq!(proxies.to_string(), "10.0.0.0/8, ::1/128, 192.0.2.1/32");
    assert_eq!(proxies.to_string().parse::<TrustedProxies>().unwrap(), proxies);
    assert!(TrustedProxies::new([" ", ","]).unwrap().is_empty());
}

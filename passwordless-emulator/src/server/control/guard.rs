//! Who may use the controls: nobody but this machine.

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderValue};
use url::{Host, Url};

use crate::answer::Problem;

/// Refuses a request that a page of elsewhere may have sent: by its own origin, or by a name of its own that it lets
/// point here.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next().map(text).unwrap_or_default();
    if hosts.next().is_some() || !is_loopback(&format!("http://{host}")) {
        return Err(Problem::forbidden(
            "The controls answer on a loopback address only: use 127.0.0.1 or localhost.",
        ));
    }
    if headers.get_all(ORIGIN).iter().map(text).any(|origin| !is_loopback(&origin)) {
        return Err(Problem::forbidden("The controls answer pages of this machine only."));
    }
    Ok(())
}

fn is_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(headers: &[(&str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        check(&map).is_ok()
    }

    #[test]
    fn only_this_machine_is_answered() {
        for host in ["127.0.0.1:7001", "localhost", "LOCALHOST:80", "[::1]:7001", "app.localhost:1"] {
            assert!(allowed(&[("host", host)]), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.1",
            "0.0.0.0",
            "x@y",
        ] {
            assert!(!allowed(&[("host", host)]), "{host}");
        }
        assert!(!allowed(&[]));
        assert!(!allowed(&[("host", "localhost"), ("host", "evil.example")]));
    }

    #[test]
    fn no_page_of_elsewhere_is_answered() {
        let from = |origin: &str| allowed(&[("host", "localhost:7001"), ("origin", origin)]);
        assert!(from("http://localhost:4000") && from("http://127.0.0.1:7001"));
        for origin in ["https://evil.example", "null", "", "file://", "http://localhost.evil.example"] {
            assert!(!from(origin), "{origin}");
        }
    }
}

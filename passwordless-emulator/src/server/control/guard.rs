//! From where the controls may be asked: from this machine, and from where it was said.

use http::{
    HeaderMap, HeaderValue,
    header::{HOST, ORIGIN},
};
use url::{Host, Url};

use crate::{answer::Problem, control::Reach};

/// Refuses a request that a page of elsewhere may have sent: by its own origin, or by a name of its own that it lets
/// point here.
///
/// An emulator that listens to others answers to IP addresses, which no page can let point elsewhere, and to names
/// that were given to it. Pages must be this machine's, or come from the very address that was asked.
pub(super) fn check(headers: &HeaderMap, reach: &Reach) -> Result<(), Problem> {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next().map(text).unwrap_or_default();
    let asked = Url::parse(&format!("http://{host}")).ok();
    let answers = |url: &Url| is_loopback(url) || reach.host.is_some() && is_given(url, reach);
    let Some(asked) = asked.filter(answers).filter(|_| hosts.next().is_none()) else {
        return Err(Problem::forbidden(
            "The controls answer at 127.0.0.1 or localhost only. To reach them from elsewhere, start the emulator \
             with `--host`, and name every host name that it is reached by with `--host-name`.",
        ));
    };
    let allowed = |origin: String| {
        Url::parse(&origin).is_ok_and(|origin| is_loopback(&origin) || origin.origin() == asked.origin())
    };
    if headers.get_all(ORIGIN).iter().map(text).all(allowed) {
        return Ok(());
    }
    Err(Problem::forbidden("The controls answer pages of this machine only."))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_given(url: &Url, reach: &Reach) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => reach.knows(name),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(headers: &[(&str, &str)]) -> bool {
        allowed_at(headers, &Reach::default())
    }

    fn allowed_at(headers: &[(&str, &str)], reach: &Reach) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        check(&map, reach).is_ok()
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

    #[test]
    fn an_emulator_for_others_answers_to_addresses_and_to_the_names_it_was_given() {
        let reach = Reach { host: Some([0, 0, 0, 0].into()), names: vec!["emulator".into()] };
        for host in ["10.0.0.1:7001", "[fd00::1]:7001", "emulator:7001", "EMULATOR", "localhost:7001"] {
            assert!(allowed_at(&[("host", host)], &reach), "{host}");
        }
        for host in ["evil.example", "emulator.evil.example", "10.0.0.1.evil.example", ""] {
            assert!(!allowed_at(&[("host", host)], &reach), "{host}");
        }
        let from = |origin: &str| allowed_at(&[("host", "10.0.0.1:7001"), ("origin", origin)], &reach);
        assert!(from("http://10.0.0.1:7001") && from("http://localhost:4000"));
        for origin in ["http://10.0.0.1:4000", "http://10.0.0.2:7001", "http://emulator:7001", "null"] {
            assert!(!from(origin), "{origin}");
        }
        // Names alone open nothing.
        let names_only = Reach { host: None, ..reach.clone() };
        assert!(!allowed_at(&[("host", "emulator:7001")], &names_only));
    }
}

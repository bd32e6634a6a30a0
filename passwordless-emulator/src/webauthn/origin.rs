//! Comparing origins.

use url::Url;

use super::Refusal;

/// Whether the origin that was signed is the one of the request, whatever follows the port.
pub(super) fn same(signed: &str, requested: &str) -> Result<(), Refusal> {
    let absolute = |origin| reduce(origin).ok_or(Refusal("an origin is not an absolute URI"));
    if absolute(signed)?.eq_ignore_ascii_case(&absolute(requested)?) {
        Ok(())
    } else {
        Err(Refusal("the origin that the browser signed is not the origin of the request"))
    }
}

/// Whether an origin can be compared at all.
pub(crate) fn is_absolute(origin: &str) -> bool {
    reduce(origin).is_some()
}

/// Scheme, host and port; all of an origin that has no host, such as Android's `android:apk-key-hash:…`.
fn reduce(origin: &str) -> Option<String> {
    let url = Url::parse(origin).ok()?;
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else { return Some(origin.to_owned()) };
    Some(match url.port() {
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
        None => format!("{}://{host}", url.scheme()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_host_and_port_count_and_nothing_else() {
        for origin in ["http://localhost:4000", "http://localhost:4000/", "HTTP://LOCALHOST:4000/path?x"] {
            assert!(same(origin, "http://localhost:4000").is_ok(), "{origin}");
        }
        for origin in [
            "http://localhost:4001",
            "http://a.localhost:4000",
            "https://localhost:4000",
            "http://localhost",
            "localhost:4000",
            "",
            "null",
        ] {
            assert!(same(origin, "http://localhost:4000").is_err(), "{origin}");
        }
        assert!(same("https://example.test:443", "https://example.test").is_ok());
    }

    #[test]
    fn an_origin_without_a_host_is_compared_whole() {
        assert!(same("android:apk-key-hash:abc", "android:apk-key-hash:abc").is_ok());
        assert!(same("android:apk-key-hash:abc", "android:apk-key-hash:abd").is_err());
    }
}

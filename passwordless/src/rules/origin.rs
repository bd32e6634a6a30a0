//! Origins: those that the application allows, and the one that a verified token names.

use url::Url;

use crate::{Error, api::is_loopback};

/// The clientData origin of an Android app, which is no URL.
const ANDROID: &str = "android:apk-key-hash:";

/// Parses an origin that the application allows, and writes it as browsers do.
pub(crate) fn allowed(text: &str) -> Result<String, Error> {
    if let Some(hash) = text.strip_prefix(ANDROID) {
        let known =
            !hash.is_empty() && hash.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        return if known { Ok(text.to_owned()) } else { Err(refuse(text, "the key hash is not base64url")) };
    }
    let url = Url::parse(text).map_err(|_| refuse(text, "write it like `https://app.example`"))?;
    let Some(host) = url.host() else {
        return Err(refuse(text, "it has no host; write it like `https://app.example`"));
    };
    let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    if has_more || !url.username().is_empty() || url.password().is_some() {
        let only = url.origin().ascii_serialization();
        return Err(refuse(text, &format!("an origin is scheme, host and port only; write `{only}`")));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) || is_localhost_name(&host) => {}
        "http" => return Err(refuse(text, "plain http is for localhost only; use https")),
        _ => return Err(refuse(text, "the scheme must be https")),
    }
    Ok(url.origin().ascii_serialization())
}

/// Browsers resolve `*.localhost` themselves and treat it as this machine.
fn is_localhost_name(host: &url::Host<&str>) -> bool {
    matches!(host, url::Host::Domain(name) if name.ends_with(".localhost"))
}

fn refuse(text: &str, why: &str) -> Error {
    Error::config(format!("the allowed origin {text:?} was refused: {why}"))
}

/// Writes the origin of a verified token as browsers do, or nothing where it is not plainly an origin.
///
/// The text is the page's, and the service compares only *its* reading of it with what the authenticator signed. So
/// there must be no second way to read it: no user name, no backslash, no percent sign, no blank, no path.
pub(super) fn seen(text: &str) -> Option<String> {
    if text.starts_with(ANDROID) {
        return Some(text.to_owned());
    }
    let lower = text.to_ascii_lowercase();
    let (scheme, rest) = lower.split_once("://")?;
    let default_port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    if authority.is_empty() || !authority.bytes().all(plain) {
        return None;
    }
    let authority = authority.strip_suffix(default_port).unwrap_or(authority);
    Some(format!("{scheme}://{authority}"))
}

/// Whether a browser offers passkeys of this relying party on pages of an allowed origin: the host is the relying
/// party's id or ends in it ([WebAuthn, 4](https://www.w3.org/TR/webauthn-3/#rp-id)). Which ones an app is offered,
/// its key hash does not say.
pub(super) fn offers(allowed: &str, rp_id: &str) -> bool {
    let Some((_, authority)) = allowed.split_once("://") else { return true };
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    host.strip_suffix(rp_id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_offered_passkeys_of_its_host_and_of_the_domains_above_it() {
        for (allowed, rp_id, expected) in [
            ("https://app.example", "app.example", true),
            ("https://app.example:8443", "app.example", true),
            ("https://login.app.example", "app.example", true),
            ("http://localhost:4000", "localhost", true),
            ("http://[::1]:4000", "[::1]", true),
            ("http://[::1]", "[::1]", true),
            ("android:apk-key-hash:Abc_-9", "app.example", true),
            ("https://app.example", "old.example", false),
            ("https://app.example", "login.app.example", false),
            ("https://my-app.example", "app.example", false),
        ] {
            assert_eq!(offers(allowed, rp_id), expected, "{allowed} {rp_id}");
        }
    }

    #[test]
    fn allowed_origins_are_written_as_browsers_do() {
        for (text, expected) in [
            ("https://app.example", "https://app.example"),
            ("https://APP.example:443/", "https://app.example"),
            ("https://bücher.example:8443", "https://xn--bcher-kva.example:8443"),
            ("http://localhost:4000", "http://localhost:4000"),
            ("http://shop.localhost:4000", "http://shop.localhost:4000"),
            ("http://127.0.0.1:4000", "http://127.0.0.1:4000"),
            ("http://[::1]:4000", "http://[::1]:4000"),
            ("android:apk-key-hash:Abc_-9", "android:apk-key-hash:Abc_-9"),
        ] {
            assert_eq!(allowed(text).unwrap(), expected);
        }
    }

    #[test]
    fn a_refused_origin_says_how_to_write_it() {
        for (text, fix) in [
            ("https://app.example/login", "write `https://app.example`"),
            ("https://app.example/?a", "write `https://app.example`"),
            ("https://me@app.example", "write `https://app.example`"),
            ("http://app.example", "use https"),
            ("http://192.168.0.4:4000", "use https"),
            ("http://localhost.evil.example", "use https"),
            ("app.example", "like `https://app.example`"),
            ("localhost:4000", "like `https://app.example`"),
            ("ftp://app.example", "must be https"),
            ("*", "like `https://app.example`"),
            ("", "like `https://app.example`"),
            ("null", "like `https://app.example`"),
            ("android:apk-key-hash:", "base64url"),
        ] {
            let error = allowed(text).unwrap_err();
            assert!(error.to_string().contains(fix), "{text}: {error}");
        }
    }

    #[test]
    fn an_origin_with_two_readings_is_none() {
        for text in [
            "https://app.example\\@evil.example",
            "https://app.example@evil.example",
            "https://evil.example/app.example",
            "https://app.example/path",
            "https://app.example//",
            "https://app.example?",
            "https://app.example#",
            "https://app.exa\tmple",
            " https://app.example",
            "https://app.example\n",
            "https:app.example",
            "https:/app.example",
            "https://app%2eexample",
            "https://ａpp.example",
            "https://",
            "null",
            "",
            "javascript://app.example",
        ] {
            assert_eq!(seen(text), None, "{text:?}");
        }
        assert_eq!(seen("HTTPS://App.Example:443/").as_deref(), Some("https://app.example"));
        assert_eq!(seen("http://localhost:80").as_deref(), Some("http://localhost"));
        assert_eq!(seen("http://localhost:4000").as_deref(), Some("http://localhost:4000"));
    }
}

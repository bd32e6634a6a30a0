use std::{fmt::Write as _, time::Duration};

use crate::Error;

/// The name and the attributes of the session cookie, decided by the configured origins and never by a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) struct SessionCookie {
    is_secure: bool,
}

impl SessionCookie {
    /// `__Host-` and `Secure` where all pages are https, neither where all are on this machine.
    pub(in crate::rules) fn of_origins(origins: &[String]) -> Result<Self, Error> {
        let http = origins.iter().find(|origin| origin.starts_with("http:"));
        let https = origins.iter().find(|origin| origin.starts_with("https:"));
        match (http, https) {
            (Some(http), Some(https)) => Err(Error::config(format!(
                "the allowed origins mix {http} with {https}: the session cookie of an https site must be `Secure`, \
                 and browsers keep no such cookie for plain http; configure them in separate processes"
            ))),
            (http, _) => Ok(Self { is_secure: http.is_none() }),
        }
    }

    pub(in crate::rules) fn is_secure(self) -> bool {
        self.is_secure
    }

    pub(in crate::rules) fn name(self) -> &'static str {
        // Browsers let no sub-domain and no plain-http page set a cookie with this prefix.
        if self.is_secure { "__Host-passwordless" } else { "passwordless" }
    }

    /// A `Set-Cookie` that keeps the value for this long.
    pub(in crate::rules) fn set(self, value: &str, max_age: Duration) -> String {
        self.set_named(self.name(), value, max_age)
    }

    /// The same for another of our cookies, whose name has the prefix where this one has it.
    pub(in crate::rules) fn set_named(self, name: &str, value: &str, max_age: Duration) -> String {
        let mut header = String::with_capacity(name.len() + value.len() + 77);
        // Writing to a `String` does not fail.
        let _ = write!(header, "{name}={value}; Max-Age={}", max_age.as_secs());
        header.push_str("; Path=/; HttpOnly; SameSite=Lax");
        if self.is_secure {
            header.push_str("; Secure");
        }
        header
    }

    /// A `Set-Cookie` that removes the cookie.
    pub(in crate::rules) fn remove(self) -> &'static str {
        if self.is_secure {
            "__Host-passwordless=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"
        } else {
            "passwordless=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(origins: &[&str]) -> Result<SessionCookie, Error> {
        SessionCookie::of_origins(&origins.iter().map(|&origin| origin.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn an_https_site_has_a_cookie_that_only_its_host_can_set() {
        for origins in
            [&["https://app.example", "https://www.app.example"][..], &["android:apk-key-hash:abc"]]
        {
            let cookie = cookie(origins).unwrap();
            assert_eq!(
                cookie.set("value", Duration::from_secs(60)),
                "__Host-passwordless=value; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure"
            );
            assert_eq!(cookie.remove(), cookie.set("", Duration::ZERO));
        }
    }

    #[test]
    fn a_site_on_this_machine_has_a_plain_one() {
        let cookie = cookie(&["http://localhost:4000", "http://127.0.0.1:4000"]).unwrap();
        assert_eq!(cookie.remove(), "passwordless=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(cookie.remove(), cookie.set("", Duration::ZERO));
    }

    #[test]
    fn a_mixture_is_refused_with_a_sentence() {
        let error = cookie(&["https://app.example", "http://localhost:4000"]).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("http://localhost:4000") && text.contains("https://app.example"), "{text}");
    }
}

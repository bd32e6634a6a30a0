use std::{fmt::Write as _, time::Duration};

use crate::Error;

/// The name of the session cookie where the application sets none.
const NAME: &str = "passwordless";
const PREFIX: &str = "__Host-";
/// What is put behind the name, for the cookies beside the session's.
const BESIDE: [&str; 3] = ["-newcomer", "-magic-link", "-recovery"];
const LONGEST: usize = 64;

/// The name and the attributes of the session cookie, decided by the configuration and never by a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) struct SessionCookie {
    name: Box<str>,
    /// The `Set-Cookie` that removes it.
    removal: Box<str>,
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
            (http, _) => Ok(Self::new(NAME, http.is_none())),
        }
    }

    /// The same with another name.
    pub(in crate::rules) fn named(&self, name: &str) -> Result<Self, Error> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let has_prefix = ["__host-", "__secure-"]
            .iter()
            .any(|prefix| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)));
        let why = if name.is_empty() || name.len() > LONGEST || !name.bytes().all(is_plain) {
            "it must be 1 to 64 letters, digits, `-`, `_` and `.`"
        } else if has_prefix {
            "the prefix `__Host-` is put before it where all origins are https; leave the prefix out"
        } else if BESIDE.iter().any(|suffix| name.ends_with(suffix)) {
            "a cookie beside another session's could have this name; choose one that does not end in `-newcomer`, \
             `-magic-link` or `-recovery`"
        } else {
            return Ok(Self::new(name, self.is_secure));
        };
        Err(Error::config(format!("the cookie name {name:?} was refused: {why}")))
    }

    fn new(name: &str, is_secure: bool) -> Self {
        // Browsers let no sub-domain and no plain-http page set a cookie with this prefix.
        let name: Box<str> = if is_secure { format!("{PREFIX}{name}").into() } else { name.into() };
        let removal = set_cookie(&name, "", Duration::ZERO, is_secure).into();
        Self { name, removal, is_secure }
    }

    /// Whether nobody but a host of ours can have set a cookie of this name. Cookies know no port, so on one machine
    /// several applications may use one name.
    pub(in crate::rules) fn is_surely_ours(&self) -> bool {
        self.is_secure
    }

    pub(in crate::rules) fn name(&self) -> &str {
        &self.name
    }

    /// A `Set-Cookie` that keeps the value for this long.
    pub(in crate::rules) fn set(&self, value: &str, max_age: Duration) -> String {
        self.set_named(&self.name, value, max_age)
    }

    /// The same for another of our cookies, whose name has the prefix where this one has it.
    pub(in crate::rules) fn set_named(&self, name: &str, value: &str, max_age: Duration) -> String {
        set_cookie(name, value, max_age, self.is_secure)
    }

    /// A `Set-Cookie` that removes the cookie.
    pub(in crate::rules) fn remove(&self) -> &str {
        &self.removal
    }
}

fn set_cookie(name: &str, value: &str, max_age: Duration, is_secure: bool) -> String {
    let mut header = String::with_capacity(name.len() + value.len() + 77);
    // Writing to a `String` does not fail.
    let _ = write!(header, "{name}={value}; Max-Age={}", max_age.as_secs());
    header.push_str("; Path=/; HttpOnly; SameSite=Lax");
    if is_secure {
        header.push_str("; Secure");
    }
    header
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
    fn a_name_of_the_applications_own_has_the_prefix_where_it_must() {
        let secure = cookie(&["https://app.example"]).unwrap().named("shop.1").unwrap();
        assert_eq!(secure.name(), "__Host-shop.1");
        assert!(secure.remove().starts_with("__Host-shop.1=; Max-Age=0; "));
        let plain = cookie(&["http://localhost:4000"]).unwrap().named("shop_4000").unwrap();
        assert_eq!(plain.name(), "shop_4000");
    }

    #[test]
    fn a_name_that_browsers_or_our_other_cookies_have_a_use_for_is_refused() {
        let cookie = cookie(&["https://app.example"]).unwrap();
        let long = "a".repeat(65);
        for (name, fix) in [
            ("", "1 to 64 letters"),
            (&*long, "1 to 64 letters"),
            ("shop session", "letters, digits"),
            ("shop;", "letters, digits"),
            ("shop=", "letters, digits"),
            ("läden", "letters, digits"),
            ("__Host-shop", "leave the prefix out"),
            ("__secure-shop", "leave the prefix out"),
            ("shop-newcomer", "does not end in"),
        ] {
            let error = cookie.named(name).unwrap_err().to_string();
            assert!(error.contains(fix) && error.contains(&format!("{name:?}")), "{error}");
        }
    }

    #[test]
    fn a_mixture_is_refused_with_a_sentence() {
        let error = cookie(&["https://app.example", "http://localhost:4000"]).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("http://localhost:4000") && text.contains("https://app.example"), "{text}");
    }
}

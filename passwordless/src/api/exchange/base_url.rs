use std::fmt;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use crate::api::error::Error;

/// The address of the service: checked, and ending in a slash, so that its path stays in front of every call's.
#[derive(Clone)]
pub(in crate::api) struct BaseUrl(Url);

impl BaseUrl {
    /// The vendor's cloud.
    pub(in crate::api) const CLOUD: &'static str = "https://v4.passwordless.dev";

    /// No message repeats the text: people paste secrets into the wrong variable.
    pub(in crate::api) fn parse(text: &str, allow_plain_http: bool) -> Result<Self, Error> {
        let mut url = Url::parse(text).map_err(|error| {
            Error::config(
                "the service's URL (API_URL) cannot be read; write it like `https://v4.passwordless.dev`",
            )
            .with_source(error)
        })?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(Error::config("the service's URL must begin with `https://`"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::config(
                "the service's URL holds a user name or password; remove them, the API secret is set apart",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Error::config("the service's URL holds a `?` or `#`; it must end with its path"));
        }
        let loopback = url.host().is_some_and(|host| is_loopback(&host));
        if url.scheme() == "http" && !loopback && !allow_plain_http {
            let host = url.host_str().unwrap_or_default();
            return Err(Error::config(format!(
                "plain http to `{host}` would show the API secret to the network; use https \
                 (or ClientBuilder::danger_allow_plain_http)"
            )));
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }

    pub(in crate::api) fn is_plain_http(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// The address of one call, with its query parameters, if it has any.
    pub(in crate::api) fn join<'a>(
        &self,
        path: &str,
        query: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path()));
        // Not form-encoding: `+` for a blank is read differently here and there.
        let encoded = |(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let query: Vec<_> = query.into_iter().map(encoded).collect();
        if !query.is_empty() {
            url.set_query(Some(&query.join("&")));
        }
        url
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// Whether a host is this machine, by its own name and not by what a name server says.
pub(crate) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: &str, query: Option<(&str, &str)>) -> String {
        BaseUrl::parse(base, false).unwrap().join("alias/list", query).to_string()
    }

    #[test]
    fn a_path_in_the_url_is_kept_with_or_without_its_slash() {
        assert_eq!(joined("https://v4.passwordless.dev", None), "https://v4.passwordless.dev/alias/list");
        for base in ["https://host:5701/api", "https://host:5701/api/"] {
            assert_eq!(joined(base, None), "https://host:5701/api/alias/list");
        }
    }

    #[test]
    fn an_id_cannot_break_out_of_the_query() {
        assert_eq!(
            joined("https://host", Some(("userId", "a b&userId=c#/+é"))),
            "https://host/alias/list?userId=a%20b%26userId%3Dc%23%2F%2B%C3%A9"
        );
    }

    #[test]
    fn plain_http_is_for_loopback() {
        for text in ["http://localhost:1", "http://127.0.0.1", "http://127.8.9.1:2/api", "http://[::1]:3"] {
            assert!(BaseUrl::parse(text, false).is_ok(), "{text}");
        }
        for text in [
            "http://v4.passwordless.dev",
            "http://localhost.evil.example",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://[::ffff:127.0.0.1]",
        ] {
            let error = BaseUrl::parse(text, false).unwrap_err().to_string();
            assert!(error.contains("use https"), "{text}: {error}");
            assert!(BaseUrl::parse(text, true).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_url_with_more_than_an_address_is_refused_and_not_repeated() {
        for text in [
            "https://me:sesame@host",
            "https://sesame@host",
            "https://host/?sesame",
            "https://host/#sesame",
            "sesame",
            "acme:secret:sesame",
            "ftp://host/sesame",
            "",
        ] {
            let error = BaseUrl::parse(text, true).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Config);
            assert!(!format!("{error} {error:?}").contains("sesame"), "{text}: {error:?}");
        }
    }
}

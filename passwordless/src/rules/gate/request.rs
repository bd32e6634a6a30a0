use std::fmt;

use memchr::memchr;

use super::Gate;

/// What a request presents: borrowed from its headers, and copied nowhere.
///
/// Feed it every value of the four headers. The rest of the request decides nothing: not `Host`, not the forwarded
/// headers, not the query string.
#[derive(Clone)]
pub struct Request<'a> {
    cookie_name: &'a str,
    is_safe: bool,
    pub(super) cookie: Found<'a>,
    pub(super) bearer: Found<'a>,
    pub(super) origin: Found<'a>,
    pub(super) fetch_site: Found<'a>,
}

/// What was found of a thing that a request should have once at most.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<'a> {
    Nothing,
    One(&'a [u8]),
    Several,
}

impl<'a> Found<'a> {
    fn add(&mut self, value: &'a [u8]) {
        *self = match self {
            Self::Nothing => Self::One(value),
            _ => Self::Several,
        };
    }
}

impl Gate {
    /// A request with this method, such as `GET`, that presents nothing yet.
    pub fn request<'a>(&self, method: &str) -> Request<'a> {
        Request {
            cookie_name: self.cookie_name(),
            // RFC 9110, 9.2.1; methods are case-sensitive.
            is_safe: matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE"),
            cookie: Found::Nothing,
            bearer: Found::Nothing,
            origin: Found::Nothing,
            fetch_site: Found::Nothing,
        }
    }
}

impl<'a> Request<'a> {
    /// A value of the `Cookie` header. HTTP/2 may split that header into several.
    pub fn cookie(&mut self, value: &'a [u8]) {
        let mut rest = Some(value);
        while let Some(pairs) = rest {
            let (pair, after) = match memchr(b';', pairs) {
                Some(end) => (&pairs[..end], Some(&pairs[end + 1..])),
                None => (pairs, None),
            };
            rest = after;
            // Strict about blanks: a name that only we take for ours is a name that browsers let anybody set.
            let Some(pair) = trim(pair).strip_prefix(self.cookie_name.as_bytes()) else { continue };
            if let Some(value) = pair.strip_prefix(b"=") {
                self.cookie.add(value);
            }
        }
    }

    /// A value of the `Authorization` header. Schemes other than `Bearer` are somebody else's.
    pub fn authorization(&mut self, value: &'a [u8]) {
        let value = trim(value);
        let end = value.iter().position(|&b| b == b' ').unwrap_or(value.len());
        let (scheme, rest) = value.split_at(end);
        if scheme.eq_ignore_ascii_case(b"Bearer") {
            self.bearer.add(trim(rest));
        }
    }

    /// A value of the `Origin` header.
    pub fn origin(&mut self, value: &'a [u8]) {
        self.origin.add(value);
    }

    /// A value of the `Sec-Fetch-Site` header.
    pub fn fetch_site(&mut self, value: &'a [u8]) {
        self.fetch_site.add(value);
    }

    /// Whether the method changes nothing, so that a cookie counts whichever page sent the request: then
    /// [`origin`](Request::origin) and [`fetch_site`](Request::fetch_site) decide nothing.
    pub fn is_safe(&self) -> bool {
        self.is_safe
    }

    /// Whether no browser sent the request: with what changes things, browsers name the page that asks.
    pub(crate) fn is_a_programs(&self) -> bool {
        self.origin == Found::Nothing && self.fetch_site == Found::Nothing
    }

    pub(crate) fn has_bearer(&self) -> bool {
        self.bearer != Found::Nothing
    }
}

fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("is_safe", &self.is_safe)
            .field("cookie", &(self.cookie != Found::Nothing))
            .field("bearer", &(self.bearer != Found::Nothing))
            .finish_non_exhaustive()
    }
}

use std::fmt;

use super::{
    super::seal::{each_value, trim},
    Gate,
};

/// What a request presents: borrowed from its headers, and copied nowhere.
///
/// Feed it every value of the six headers. The rest of the request decides nothing: not `Host`, not the forwarded
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
    pub fn request(&self, method: &str) -> Request<'_> {
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
        each_value(value, self.cookie_name, |value| self.cookie.add(value));
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

    /// A value of the `Upgrade` header. A handshake of a WebSocket is a `GET`, and opens what reads and writes: it
    /// counts as a method that changes things.
    pub fn upgrade(&mut self, value: &'a [u8]) {
        let mut protocols = value.split(|byte| *byte == b',').map(trim);
        let is_websocket = |protocol: &[u8]| {
            let name = protocol.split(|byte| *byte == b'/').next().unwrap_or(protocol);
            name.eq_ignore_ascii_case(b"websocket")
        };
        self.is_safe &= !protocols.any(is_websocket);
    }

    /// A value of the `Sec-Fetch-Mode` header, which tells of a WebSocket, too.
    pub fn fetch_mode(&mut self, value: &'a [u8]) {
        self.is_safe &= value != b"websocket";
    }

    /// Whether the request changes nothing, so that a cookie counts whichever page sent it: then
    /// [`origin`](Request::origin) and [`fetch_site`](Request::fetch_site) decide nothing. Feed it
    /// [`upgrade`](Request::upgrade) and [`fetch_mode`](Request::fetch_mode) first.
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

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("is_safe", &self.is_safe)
            .field("cookie", &(self.cookie != Found::Nothing))
            .field("bearer", &(self.bearer != Found::Nothing))
            .finish_non_exhaustive()
    }
}

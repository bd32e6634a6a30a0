use std::{fmt, net::IpAddr};

use super::Accounts;
use crate::Presented;

/// What a route is asked: borrowed from the request, and copied nowhere.
///
/// Feed it every header and the body. `Host` and forwarded headers decide nothing.
#[derive(Clone)]
pub struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) presented: Presented<'a>,
    pub(super) cookies: Vec<&'a [u8]>,
    pub(super) content_type: Option<&'a [u8]>,
    pub(super) known_tags: Vec<&'a [u8]>,
    pub(super) client: Option<IpAddr>,
    pub(super) agent: Option<&'a [u8]>,
    pub(super) body: &'a [u8],
}

impl Accounts {
    /// A request with this method and this path below the prefix of the routes, such as `/sign-in`, without query.
    pub fn request<'a>(&self, method: &'a str, path: &'a str) -> Request<'a> {
        Request {
            method,
            path,
            presented: self.gate().request(method),
            cookies: Vec::new(),
            content_type: None,
            known_tags: Vec::new(),
            client: None,
            agent: None,
            body: &[],
        }
    }
}

impl<'a> Request<'a> {
    /// Adds a header by its name, in any case. Those that decide nothing are left out.
    pub fn header(&mut self, name: &str, value: &'a [u8]) {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("cookie") {
            self.presented.cookie(value);
            self.cookies.push(value);
        } else if is("authorization") {
            self.presented.authorization(value);
        } else if is("origin") {
            self.presented.origin(value);
        } else if is("sec-fetch-site") {
            self.presented.fetch_site(value);
        } else if is("content-type") {
            self.content_type = Some(value);
        } else if is("if-none-match") {
            self.known_tags.push(value);
        } else if is("user-agent") {
            self.agent = Some(value);
        }
    }

    /// The address of who is at the other end of the connection, by which the asking for magic links is limited,
    /// and of which the application is told.
    ///
    /// Behind a proxy that is the proxy: hand in what a proxy says only where nobody else can say it. Those of whom it
    /// is not said share one limit.
    #[must_use]
    pub fn client(mut self, address: Option<IpAddr>) -> Self {
        self.client = address;
        self
    }

    /// The body. Read no more of it than one byte beyond [`Accounts::MAX_BODY`]: it is refused then.
    #[must_use]
    pub fn body(mut self, body: &'a [u8]) -> Self {
        self.body = body;
        self
    }

    /// RFC 9110, 9.2.1.
    pub(super) fn is_safe(&self) -> bool {
        matches!(self.method, "GET" | "HEAD")
    }

    /// The value of a cookie that should be there once.
    pub(super) fn cookie(&self, name: &str) -> Option<&'a [u8]> {
        let pairs = self.cookies.iter().flat_map(|header| header.split(|byte| *byte == b';'));
        let mut values =
            pairs.filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="));
        let value = values.next();
        // Of two, one was planted.
        if values.next().is_some() { None } else { value }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

use std::{fmt, net::IpAddr};

use super::{Accounts, OwnSession, shown_user};
use crate::{Rejection, gate, limits::Sender, rules::each_value};

/// What a route is asked: borrowed from the request, and copied nowhere.
///
/// Feed it every header, the body, and the address of the other end of the connection. `Host` decides nothing, and
/// `X-Forwarded-For` only who is counted, where a [trusted proxy](super::AccountsBuilder::trusted_proxies) sent it.
#[derive(Clone)]
pub struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) presented: gate::Request<'a>,
    pub(super) cookies: Vec<&'a [u8]>,
    pub(super) content_type: Option<&'a [u8]>,
    pub(super) known_tags: Vec<&'a [u8]>,
    pub(super) sender: Sender,
    pub(super) forwarded: Vec<&'a [u8]>,
    pub(super) agent: Option<&'a [u8]>,
    /// Whom the page shows that sent the request, if it says so.
    pub(super) shown: Option<&'a [u8]>,
    pub(super) body: &'a [u8],
    /// In place of ours.
    pub(super) own: Option<&'a dyn OwnSession>,
}

impl Accounts {
    /// A request with this method and this path below the prefix of the routes, such as `/sign-in`, without query.
    pub fn request<'a>(&'a self, method: &'a str, path: &'a str) -> Request<'a> {
        Request {
            method,
            path,
            presented: self.gate().request(method),
            cookies: Vec::new(),
            content_type: None,
            known_tags: Vec::new(),
            sender: Sender::Peer(None),
            forwarded: Vec::new(),
            agent: None,
            shown: None,
            body: &[],
            own: None,
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
        } else if is("sec-fetch-mode") {
            self.presented.fetch_mode(value);
        } else if is("upgrade") {
            self.presented.upgrade(value);
        } else if is("content-type") {
            self.content_type = Some(value);
        } else if is("if-none-match") {
            self.known_tags.push(value);
        } else if is("user-agent") {
            self.agent = Some(value);
        } else if is(shown_user::HEADER) {
            self.shown = Some(value);
        } else if is("x-forwarded-for") {
            self.forwarded.push(value);
        }
    }

    /// The address of the other end of the connection. It is the client's, or a proxy's: then `X-Forwarded-For` says
    /// which client sent the request, if the proxy is [trusted](super::AccountsBuilder::trusted_proxies).
    #[must_use]
    pub fn peer(mut self, address: Option<IpAddr>) -> Self {
        self.sender = Sender::Peer(address);
        self
    }

    /// The address of the client, where the application finds it out by itself: in place of
    /// [`peer`](Self::peer) and `X-Forwarded-For`.
    ///
    /// No limit per client holds for a request whose client is not known.
    #[must_use]
    pub fn client(mut self, address: Option<IpAddr>) -> Self {
        self.sender = Sender::Client(address);
        self
    }

    /// The body. Read no more of it than one byte beyond [`Accounts::MAX_BODY`]: it is refused then.
    #[must_use]
    pub fn body(mut self, body: &'a [u8]) -> Self {
        self.body = body;
        self
    }

    /// The application's own session of this request, in an application that has them: see
    /// [`Passwordless::with_own_sessions`](crate::Passwordless::with_own_sessions).
    #[must_use]
    pub fn own_session(mut self, session: &'a dyn OwnSession) -> Self {
        self.own = Some(session);
        self
    }

    /// Refuses a request of a page that shows another user than the one who would be changed. Where the page says
    /// nothing, whoever is signed in is meant.
    pub(super) fn must_show(&self, user_id: &str) -> Result<(), Rejection> {
        match self.shown {
            Some(shown) if !shown_user::is(shown, user_id) => Err(Rejection::other_user()),
            _ => Ok(()),
        }
    }

    /// RFC 9110, 9.2.1.
    pub(super) fn is_safe(&self) -> bool {
        matches!(self.method, "GET" | "HEAD")
    }

    /// The value of a cookie that should be there once.
    pub(super) fn cookie(&self, name: &str) -> Option<&'a [u8]> {
        let (mut value, mut count) = (None, 0);
        for header in &self.cookies {
            each_value(header, name, |found| (value, count) = (Some(found), count + 1));
        }
        // Two cookies of one name: another host may have set one, so neither is trusted.
        value.filter(|_| count == 1)
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

//! What an answer gets for the session cookie, whoever wrote the answer.

use std::{borrow::Cow, time::SystemTime};

use super::{Gate, Session};

/// An answer that is about to be sent, as far as the session cookie is concerned.
///
/// Feed it every value of two headers; it says which are to be added.
///
/// ```
/// # use passwordless::{Policy, SessionKey, SingleProcess, gate::Gate};
/// # let policy = Policy::new(["https://app.example"])?;
/// # let gate = Gate::new(policy, SessionKey::generate()?, SingleProcess::new())?;
/// # let now = std::time::SystemTime::now();
/// let mut reply = gate.reply();
/// reply.cache_control(b"max-age=60");
/// let added: Vec<_> = reply.headers(None, now).map(|(name, _)| name).collect();
/// assert_eq!(added, ["set-cookie", "cache-control"]);
///
/// let mut reply = gate.reply();
/// reply.cache_control(b"public, max-age=60"); // a cache would end everybody's session
/// assert_eq!(reply.headers(None, now).count(), 0);
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reply<'a> {
    gate: &'a Gate,
    has_cookie: bool,
    caches: Caches,
}

/// For whom `Cache-Control` lets shared caches keep an answer
/// ([RFC 9111](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caches {
    Everybody,
    Nobody,
    Unsaid,
}

impl Gate {
    /// An answer without headers.
    pub fn reply(&self) -> Reply<'_> {
        Reply { gate: self, has_cookie: false, caches: Caches::Unsaid }
    }
}

impl<'a> Reply<'a> {
    /// A value of the `Set-Cookie` header.
    pub fn set_cookie(&mut self, value: &[u8]) {
        let rest = value.strip_prefix(self.gate.cookie_name().as_bytes());
        self.has_cookie |= rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="));
    }

    /// A value of the `Cache-Control` header.
    pub fn cache_control(&mut self, value: &[u8]) {
        for directive in value.split(|&byte| byte == b',') {
            let name = directive.split(|&byte| byte == b'=').next().unwrap_or(directive).trim_ascii();
            let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
            if is("public") || is("s-maxage") {
                self.caches = Caches::Everybody;
            } else if self.caches == Caches::Unsaid && (is("no-store") || is("private")) {
                self.caches = Caches::Nobody;
            }
        }
    }

    /// The headers to add: to note the use of this session where there is an idle limit, and where there is no session, to
    /// have the browser forget an expired, revoked or unreadable cookie.
    ///
    /// An answer that signs somebody in or out has said what it has to say, and gets none. Nor does one that a cache
    /// keeps for everybody: it must neither hold one visitor's session nor end everybody's.
    pub fn headers(
        self,
        session: Option<&Session>,
        now: SystemTime,
    ) -> impl Iterator<Item = (&'static str, Cow<'a, str>)> + use<'a> {
        let cookie = match session {
            _ if self.has_cookie || self.caches == Caches::Everybody => None,
            Some(session) => self.gate.reseal(session, now).map(Cow::Owned),
            None => Some(Cow::Borrowed(self.gate.remove_cookie())),
        };
        let is_unsaid = cookie.is_some() && self.caches == Caches::Unsaid;
        let private = is_unsaid.then_some(("cache-control", Cow::Borrowed("private")));
        cookie.map(|cookie| ("set-cookie", cookie)).into_iter().chain(private)
    }
}

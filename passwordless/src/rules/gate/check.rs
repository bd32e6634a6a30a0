//! The guarded request: no await, no network, no lock but the store's own.

use std::time::SystemTime;

use super::{
    super::session::{Form, Session, Text},
    Gate, Request, Visitor,
    request::Found,
};
use crate::{Rejection, SessionKey, Token};

impl Gate {
    /// Decides who a request comes from.
    ///
    /// An explicit bearer beats the cookie, which the browser sends by itself. A cookie that does not open, or whose
    /// session has ended, counts as missing: the user sees a page for signing in, not an error. The browser is told to
    /// forget it where it is ours: it opened, or nobody else can have set it. A bearer that is not
    /// good is invalid, because somebody meant it. A cookie on a method that changes things, or on the handshake of a
    /// WebSocket, counts only with an allowed `Origin`, or without one with `Sec-Fetch-Site: same-origin`.
    ///
    /// # Errors
    ///
    /// [`RejectionKind`](crate::RejectionKind)`::Invalid` for a bearer that is not good, `Ambiguous` for two
    /// bearers or two session cookies, `Denied` for a request from another origin, `Unavailable` when the store
    /// cannot tell whether the session was ended.
    pub fn check(&self, request: &Request<'_>, now: SystemTime) -> Result<Visitor, Rejection> {
        match (request.bearer, request.cookie) {
            (Found::Several, _) => Err(Rejection::ambiguous()),
            (_, Found::Several) if self.has_sessions() => Err(Rejection::ambiguous()),
            (Found::One(bearer), _) => self.check_bearer(bearer, now),
            (Found::Nothing, Found::One(value)) if self.has_sessions() => {
                self.check_cookie(request, value, now)
            }
            (Found::Nothing, _) => Ok(Visitor::Nobody { remove_cookie: false }),
        }
    }

    /// Whether a page of ours sent the request. For requests that change things, whoever sent them.
    ///
    /// # Errors
    ///
    /// [`RejectionKind::Denied`](crate::RejectionKind::Denied) when the `Origin` is not allowed, and where it is
    /// missing or `null` when `Sec-Fetch-Site` is not `same-origin`.
    pub fn check_same_origin(&self, request: &Request<'_>) -> Result<(), Rejection> {
        let is_ours = match request.origin {
            // A page that sends no referrer has no name for its forms, but cannot be mistaken for another: browsers
            // say `cross-site` for frames and documents whose origin is `null` because they have none.
            Found::One(b"null") => request.fetch_site == Found::One(b"same-origin"),
            Found::One(origin) => self.rules.policy.allows_page(origin),
            Found::Nothing => request.fetch_site == Found::One(b"same-origin"),
            Found::Several => false,
        };
        if is_ours {
            return Ok(());
        }
        let seen = match request.origin {
            Found::One(origin) => String::from_utf8_lossy(origin.get(..100).unwrap_or(origin)).into_owned(),
            Found::Nothing => "(none)".to_owned(),
            Found::Several => "(several)".to_owned(),
        };
        let allowed = self.rules.policy.origins();
        tracing::warn!(
            target: "passwordless.refused", code = "cross_site_request", ?seen, ?allowed,
            "refused: a page of another origin sent the request; if that page is yours, add its address to the allowed origins, \
             or open the page at one of them"
        );
        Err(Rejection::cross_site())
    }

    /// The `Set-Cookie` that notes the use of a session, where sessions have an idle limit and the last note is older
    /// than a tenth of it.
    ///
    /// Ask when the answer is about to be sent, and only when it sets no session cookie itself: an answer that was
    /// overtaken by a sign-in must not bring the old session back, and one that was overtaken by a sign-out no
    /// session at all.
    pub(crate) fn reseal(&self, session: &Session, now: SystemTime) -> Option<String> {
        if session.form() != Form::Cookie || !self.rules.limits.is_to_be_noted(session, now) {
            return None;
        }
        if !matches!(self.is_alive(session, now), Ok(true)) {
            return None;
        }
        let seen = now.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
        let session = Session::write(&Text { seen, ..session.parts() }, Form::Cookie)?;
        self.set_cookie(&session, now).ok()
    }

    /// Whether sessions have an idle limit, so that an answer may have to note the use of one.
    ///
    /// Where they have none, nothing needs to be kept until the answer is there.
    pub fn has_idle_limit(&self) -> bool {
        self.rules.limits.has_idle()
    }

    /// Whether the session cookie that a request presents may be another application's, which has the same name at
    /// another port of this machine.
    pub(crate) fn may_be_of_another_application(&self, request: &Request<'_>) -> bool {
        let Found::One(value) = request.cookie else { return false };
        let read = |text: &str| Session::read(text, Form::Cookie);
        !self.rules.cookie.is_surely_ours()
            && self.rules.key.open_cookie(self.cookie_name(), value, read).is_none()
    }

    /// The session that a request presents, of which nobody knows whether it has ended.
    pub(super) fn unchecked(&self, request: &Request<'_>) -> Option<Session> {
        match (request.bearer, request.cookie) {
            (Found::One(bearer), _) => {
                self.rules.key.open_bearer(bearer, |text: &str| Session::read(text, Form::Bearer))
            }
            (Found::Nothing, Found::One(value)) => {
                let read = |text: &str| Session::read(text, Form::Cookie);
                self.rules.key.open_cookie(self.cookie_name(), value, read)
            }
            _ => None,
        }
    }

    fn check_bearer(&self, bearer: &[u8], now: SystemTime) -> Result<Visitor, Rejection> {
        if bearer.starts_with(SessionKey::BEARER_PREFIX.as_bytes()) {
            let read = |text: &str| Session::read(text, Form::Bearer);
            let session = self.rules.key.open_bearer(bearer, read).ok_or_else(Rejection::invalid)?;
            return match self.is_alive(&session, now)? {
                true => Ok(Visitor::Session(session)),
                false => Err(Rejection::invalid()),
            };
        }
        let text = std::str::from_utf8(bearer).map_err(|_| Rejection::invalid())?;
        Token::new(text).map(Visitor::Token).map_err(|_| Rejection::invalid())
    }

    fn check_cookie(
        &self,
        request: &Request<'_>,
        value: &[u8],
        now: SystemTime,
    ) -> Result<Visitor, Rejection> {
        let read = |text: &str| Session::read(text, Form::Cookie);
        let Some(session) = self.rules.key.open_cookie(self.cookie_name(), value, read) else {
            return Ok(Visitor::Nobody { remove_cookie: self.rules.cookie.is_surely_ours() });
        };
        if !self.is_alive(&session, now)? {
            return Ok(Visitor::Nobody { remove_cookie: true });
        }
        if !request.is_safe() {
            self.check_same_origin(request)?;
        }
        Ok(Visitor::Session(session))
    }

    pub(super) fn is_alive(&self, session: &Session, now: SystemTime) -> Result<bool, Rejection> {
        Ok(!self.rules.limits.is_over(session, now) && !self.rules.store.is_revoked(session.marks(), now)?)
    }
}

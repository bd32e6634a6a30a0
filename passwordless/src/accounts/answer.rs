use std::{borrow::Cow, fmt, time::SystemTime};

use serde::Serialize;

use crate::Rejection;

/// What a route answers, to be rendered as it is.
///
/// `Debug` shows neither cookies nor the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, Cow<'static, str>)>,
    body: Cow<'static, str>,
}

impl Answer {
    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: vec![("cache-control", "no-store".into())], body: "".into() }
    }

    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        // Our bodies are texts, numbers and lists of them, which can always be written.
        let body = serde_json::to_string(body).unwrap_or_default();
        let mut answer = Self::empty(status).header("content-type", "application/json");
        answer.body = body.into();
        answer
    }

    pub(super) fn text(status: u16, media_type: &'static str, body: &'static str) -> Self {
        Self { status, headers: vec![("content-type", media_type.into())], body: body.into() }
    }

    /// A conflict that is about this account, by the name that its owner knows.
    pub(super) fn rejected_about(rejection: Rejection, account: &str) -> Self {
        Self { body: rejection.body_about(account).into(), ..Self::from(rejection) }
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn set_cookie(self, value: impl Into<Cow<'static, str>>) -> Self {
        self.header("set-cookie", value)
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers, by name in lower case. `set-cookie` may be there several times: add each, replace none.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_ref()))
    }

    /// The body. The answer to a `HEAD` has one too, for its length; HTTP servers leave it out themselves.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The body, to be handed on without a copy.
    pub fn into_body(self) -> Cow<'static, str> {
        self.body
    }
}

impl From<Rejection> for Answer {
    fn from(rejection: Rejection) -> Self {
        let media_type = ("content-type", Rejection::MEDIA_TYPE.into());
        let headers = rejection.headers().chain([media_type]).collect();
        Self { status: rejection.status(), headers, body: rejection.body() }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

/// A time as programs read it: RFC 3339 in UTC.
pub(super) fn written(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map_or_else(|_| String::new(), |time| time.to_string())
}

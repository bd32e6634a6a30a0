//! An answer that knows no framework.

use std::{borrow::Cow, fmt, time::SystemTime};

use serde::Serialize;

use crate::rejection::{FieldErrors, Fixed, Rejection};

type Header = (&'static str, Cow<'static, str>);

/// What a route answers, or a refusal, to be rendered as it is.
///
/// `Debug` shows neither cookies nor the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    headers: Cow<'static, [Header]>,
    body: Cow<'static, str>,
}

impl Answer {
    pub(crate) fn new(status: u16, headers: impl IntoIterator<Item = Header>) -> Self {
        Self { status, headers: headers.into_iter().collect(), body: "".into() }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self::new(status, [("cache-control", "no-store".into())])
    }

    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // Our bodies are texts, numbers and lists of them, which can always be written.
        let body = serde_json::to_string(body).unwrap_or_default();
        Self::empty(status).header("content-type", "application/json").with_body(body)
    }

    pub(crate) fn text(status: u16, media_type: &'static str, body: &'static str) -> Self {
        Self::new(status, [("content-type", media_type.into())]).with_body(body)
    }

    /// A conflict that is about this account, by the name that its owner knows.
    pub(crate) fn rejected_about(rejection: Rejection, account: &str) -> Self {
        Self::from(rejection).with_body(rejection.body_about(account))
    }

    /// A form that is not filled in as it has to be.
    pub(crate) fn rejected_fields(errors: &FieldErrors) -> Self {
        let rejection = Rejection::of(Fixed::InvalidForm);
        Self::from(rejection).with_body(rejection.body_about_fields(errors))
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.to_mut().push((name, value.into()));
        self
    }

    pub(crate) fn set_cookie(self, value: impl Into<Cow<'static, str>>) -> Self {
        self.header("set-cookie", value)
    }

    pub(crate) fn with_body(self, body: impl Into<Cow<'static, str>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The same answer, of which nothing is copied.
    pub(crate) fn lend(&'static self) -> Self {
        Self { status: self.status, headers: Cow::Borrowed(&self.headers), body: Cow::Borrowed(&self.body) }
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

    /// Headers and body, to be handed on without a copy.
    pub fn into_parts(
        self,
    ) -> (impl Iterator<Item = (&'static str, Cow<'static, str>)> + use<>, Cow<'static, str>) {
        let (lent, owned) = match self.headers {
            Cow::Borrowed(headers) => (headers, Vec::new()),
            Cow::Owned(headers) => (&[][..], headers),
        };
        (lent.iter().cloned().chain(owned), self.body)
    }
}

impl From<Rejection> for Answer {
    fn from(rejection: Rejection) -> Self {
        Self::new(rejection.status(), rejection.headers())
            .header("content-type", Rejection::MEDIA_TYPE)
            .with_body(rejection.body())
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
pub(crate) fn written(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map_or_else(|_| String::new(), |time| time.to_string())
}

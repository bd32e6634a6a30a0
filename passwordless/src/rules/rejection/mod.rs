//! What our client is told when a request is refused: the same in every framework.

mod body;
mod from;
mod reason;

use std::{borrow::Cow, fmt, time::Duration};

use reason::Reason;

use super::Purpose;

/// What our client is told.
///
/// It holds nothing that the service or a store said, so it can be shown to anybody; what went wrong is in the log.
/// [`code`](Rejection::code) is stable, the wording is not.
///
/// ```
/// use passwordless::Rejection;
///
/// let rejection = Rejection::missing();
/// assert_eq!((rejection.status(), rejection.code()), (401, "sign_in_required"));
/// assert_eq!(rejection.www_authenticate().as_deref(), Some("Bearer"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    reason: Reason,
    /// What is to be confirmed, where a step-up is required.
    step_up: Option<StepUp>,
    retry_after: Option<u32>,
}

/// What the user must confirm, and for how long a confirmation counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StepUp {
    purpose: &'static str,
    max_age: Duration,
}

/// The kinds of [`Rejection`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// 401: nobody is signed in.
    Missing,
    /// 401: the bearer or the token is none of ours, has expired, or was used.
    Invalid,
    /// 401: the user must confirm with a passkey first.
    StepUpRequired,
    /// 400: the request carries two credentials of one kind.
    Ambiguous,
    /// 403: one of our rules said no.
    Denied,
    /// 503: too much is asked at once.
    Overloaded,
    /// 503: the service or the store does not answer.
    Unavailable,
    /// 500: the application was set up wrongly.
    Misconfigured,
}

impl Rejection {
    /// The media type of [`body`](Rejection::body).
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// Nobody is signed in.
    pub fn missing() -> Self {
        Reason::Missing.into()
    }

    /// The bearer or the token is none of ours, or no longer.
    pub fn invalid() -> Self {
        Reason::Invalid.into()
    }

    /// The user must confirm `P` with a passkey first.
    pub fn step_up_required<P: Purpose>() -> Self {
        let step_up = Some(StepUp { purpose: P::NAME, max_age: P::MAX_AGE });
        Self { step_up, ..Reason::StepUpRequired.into() }
    }

    /// The request carries two credentials of one kind.
    pub fn ambiguous() -> Self {
        Reason::Ambiguous.into()
    }

    /// The application says no.
    pub fn denied() -> Self {
        Reason::Denied.into()
    }

    /// A page of another origin sent the request.
    pub fn cross_site() -> Self {
        Reason::CrossSite.into()
    }

    /// Too much is asked at once.
    pub fn overloaded() -> Self {
        Reason::Overloaded.into()
    }

    /// Something that is needed does not answer.
    pub fn unavailable() -> Self {
        Reason::Unavailable.into()
    }

    /// The application was set up wrongly. Log what is wrong: the client is not told.
    pub fn misconfigured() -> Self {
        Reason::Misconfigured.into()
    }

    /// Asks the client to wait this long, in whole seconds, rounded up.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
        self.retry_after = Some(u32::try_from(seconds).unwrap_or(u32::MAX));
        self
    }

    /// Which kind of refusal it is.
    pub fn kind(&self) -> RejectionKind {
        self.reason.kind()
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self.kind() {
            RejectionKind::Missing | RejectionKind::Invalid | RejectionKind::StepUpRequired => 401,
            RejectionKind::Ambiguous => 400,
            RejectionKind::Denied => 403,
            RejectionKind::Overloaded | RejectionKind::Unavailable => 503,
            RejectionKind::Misconfigured => 500,
        }
    }

    /// The stable code, for programs: lower case and underscores.
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }

    /// The value of `WWW-Authenticate`, which a 401 must have, by
    /// [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-3) and
    /// [RFC 9470](https://www.rfc-editor.org/rfc/rfc9470#section-3).
    pub fn www_authenticate(&self) -> Option<Cow<'static, str>> {
        if let Some(StepUp { max_age, .. }) = self.step_up {
            let max_age = max_age.as_secs();
            return Some(
                format!(r#"Bearer error="insufficient_user_authentication", max_age="{max_age}""#).into(),
            );
        }
        let value = match self.kind() {
            // Who sent no credential is told of no error.
            RejectionKind::Missing => "Bearer",
            RejectionKind::Invalid => r#"Bearer error="invalid_token""#,
            RejectionKind::Ambiguous => r#"Bearer error="invalid_request""#,
            _ => return None,
        };
        Some(value.into())
    }

    /// The value of `Retry-After`, in seconds. Every 503 has one.
    pub fn retry_after_seconds(&self) -> Option<u32> {
        const WAIT: u32 = 5;
        self.retry_after.or((self.status() == 503).then_some(WAIT))
    }

    /// The headers of the answer, by name, for whoever renders it, whatever the body is.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> + use<> {
        let retry_after = self.retry_after_seconds().map(|seconds| seconds.to_string().into());
        [
            Some(("cache-control", "no-store".into())),
            self.www_authenticate().map(|value| ("www-authenticate", value)),
            retry_after.map(|value| ("retry-after", value)),
        ]
        .into_iter()
        .flatten()
    }
}

impl From<Reason> for Rejection {
    fn from(reason: Reason) -> Self {
        Self { reason, step_up: None, retry_after: None }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.sentence())
    }
}

impl std::error::Error for Rejection {}

#[cfg(test)]
mod tests;

//! What our client is told when a request is refused: the same in every framework.

mod body;
mod fields;
mod fixed;
mod from;
mod kind;
mod reason;

use std::{borrow::Cow, fmt, time::Duration};

pub(crate) use fields::FieldErrors;
pub(crate) use fixed::Fixed;
pub use kind::RejectionKind;
use reason::Reason;

/// What our client is told when a request is refused. An application's hooks answer with it, too.
///
/// It holds nothing that the service or a store said, so it can be shown to anybody; what went wrong is in the log.
/// [`code`](Rejection::code) is stable, the wording is not. What is not decided, because a database is down, is
/// [`Rejection::unavailable`] and never a refusal of the user.
///
/// ```
/// use passwordless::Rejection;
///
/// let rejection = Rejection::missing();
/// assert_eq!((rejection.status(), rejection.code()), (401, "sign_in_required"));
/// assert_eq!(rejection.www_authenticate().as_deref(), Some("Bearer"));
///
/// let locked = Rejection::new(403, "locked_out", "This account is locked. Write to us.");
/// assert_eq!((locked.status(), locked.code()), (403, "locked_out"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    reason: Reason,
    retry_after: Option<u32>,
}

impl Rejection {
    /// The media type of [`body`](Rejection::body).
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// A refusal of the application's own, with a code for programs and a sentence for people.
    ///
    /// The status is from 400 to 499; others become 400, because an outage or a mistake of ours is no decision about
    /// the user: see [`unavailable`](Self::unavailable) and [`misconfigured`](Self::misconfigured).
    pub const fn new(status: u16, code: &'static str, sentence: &'static str) -> Self {
        let status = if status >= 400 && status <= 499 { status } else { 400 };
        Self { reason: Reason::Own { status, code, sentence }, retry_after: None }
    }

    pub(crate) const fn of(reason: Fixed) -> Self {
        Self { reason: Reason::Fixed(reason), retry_after: None }
    }

    pub(crate) const fn step_up(purpose: &'static str, max_age: Duration) -> Self {
        Self { reason: Reason::StepUp { purpose, max_age }, retry_after: None }
    }

    pub(crate) const fn malformed(sentence: &'static str) -> Self {
        Self::new(400, "malformed_request", sentence)
    }

    /// 401: nobody is signed in.
    pub const fn missing() -> Self {
        Self::of(Fixed::Missing)
    }

    /// 401: the bearer or the token is not ours, or not any more.
    pub const fn invalid() -> Self {
        Self::of(Fixed::Invalid)
    }

    /// 400: the request carries two credentials of one kind.
    pub const fn ambiguous() -> Self {
        Self::of(Fixed::Ambiguous)
    }

    /// 400: nobody can have this name; the sentence says why.
    pub const fn invalid_name(sentence: &'static str) -> Self {
        Self::new(400, "invalid_name", sentence)
    }

    /// 403: the application says no.
    pub const fn denied() -> Self {
        Self::of(Fixed::Denied)
    }

    /// 403: the passkey is of a user whom the application does not know. The script has the device forget the passkey.
    pub const fn unknown_user() -> Self {
        Self::of(Fixed::UnknownUser)
    }

    /// 403: a page of another origin sent the request.
    pub const fn cross_site() -> Self {
        Self::of(Fixed::CrossSite)
    }

    /// 409: the page that asks shows another user than the one who is signed in now, as its header `Passwordless-User`
    /// says. The [routes of the accounts](crate::accounts) look at it by themselves.
    pub const fn other_user() -> Self {
        Self::of(Fixed::OtherUser)
    }

    /// 409: somebody else has the name.
    pub const fn name_taken() -> Self {
        Self::of(Fixed::NameTaken)
    }

    /// 429: this client or this user has asked too often. [`retry_after`](Self::retry_after) says when to ask again.
    pub const fn too_many() -> Self {
        Self::of(Fixed::TooMany)
    }

    /// 503: too much is asked at once.
    pub const fn overloaded() -> Self {
        Self::of(Fixed::Overloaded)
    }

    /// 503: something that is needed does not answer.
    pub const fn unavailable() -> Self {
        Self::of(Fixed::Unavailable)
    }

    /// 503: something of the application's own failed, such as its database: the error goes to the log, and the client
    /// hears what [`unavailable`](Self::unavailable) says.
    ///
    /// ```
    /// use passwordless::Rejection;
    ///
    /// # fn row() -> std::io::Result<String> { Err(std::io::Error::other("the database is away")) }
    /// let rejection = row().map_err(Rejection::because).unwrap_err();
    /// assert_eq!((rejection.status(), rejection.code()), (503, "unavailable"));
    /// ```
    pub fn because(error: impl std::error::Error + 'static) -> Self {
        let error = &error as &(dyn std::error::Error + 'static);
        tracing::error!(
            target: "passwordless.application_failed", error,
            "something of the application's own failed, so a request was not decided"
        );
        Self::unavailable()
    }

    /// 500: the application was set up wrongly. Log what is wrong: the client is not told.
    pub const fn misconfigured() -> Self {
        Self::of(Fixed::Misconfigured)
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
        self.reason.status()
    }

    /// The stable code, for programs: lower case and underscores.
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }

    /// Whether somebody decided this about the user. An outage or a mistake of ours decides nothing.
    pub(crate) fn is_decided(&self) -> bool {
        (400..500).contains(&self.status())
    }

    /// Whether it is worth a line in an audit log, and nobody wrote one yet.
    pub(crate) fn is_unlogged_decision(&self) -> bool {
        match self.reason {
            Reason::Fixed(fixed) => fixed.is_unlogged_decision(),
            Reason::StepUp { .. } => false,
            Reason::Own { status, .. } => matches!(status, 403 | 409 | 429),
        }
    }

    /// The value of `WWW-Authenticate`, which a 401 must have, by
    /// [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-3) and
    /// [RFC 9470](https://www.rfc-editor.org/rfc/rfc9470#section-3).
    pub fn www_authenticate(&self) -> Option<Cow<'static, str>> {
        if let Reason::StepUp { max_age, .. } = self.reason {
            let max_age = max_age.as_secs();
            return Some(
                format!(r#"Bearer error="insufficient_user_authentication", max_age="{max_age}""#).into(),
            );
        }
        let value = match self.kind() {
            // A request without a credential is told of no error.
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

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.sentence())
    }
}

impl std::error::Error for Rejection {}

#[cfg(test)]
mod tests;

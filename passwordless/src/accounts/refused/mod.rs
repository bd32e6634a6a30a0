//! Why a route of the account refuses.

mod body;

use std::{borrow::Cow, fmt, time::Duration};

use crate::{Denial, Error, InvalidToken, Rejection, StoreError};

/// Why a route of the account refuses: a [`Rejection`], or a reason that only an account has.
///
/// Hooks answer with it. What is not decided, because a database is down, say, is `Rejection::unavailable()` and
/// never a refusal of the user.
///
/// ```
/// use passwordless::{Rejection, accounts::Refused};
///
/// assert_eq!((Refused::name_taken().status(), Refused::name_taken().code()), (409, "name_taken"));
/// assert_eq!(Refused::from(Rejection::unavailable()).status(), 503);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Rejection(Rejection),
    Own { status: u16, code: &'static str, sentence: &'static str, retry_after: Option<u32> },
}

impl Refused {
    /// A refusal of the application's own, with a code for programs and a sentence for people.
    ///
    /// The status is from 400 to 499; others become 400, because what is no decision about the user is a
    /// [`Rejection`].
    pub const fn new(status: u16, code: &'static str, sentence: &'static str) -> Self {
        let status = if status >= 400 && status <= 499 { status } else { 400 };
        Self { why: Why::Own { status, code, sentence, retry_after: None } }
    }

    /// 409: somebody else has the name.
    pub const fn name_taken() -> Self {
        Self::new(409, "name_taken", "That name is taken. Choose another, or sign in if it is yours.")
    }

    /// 400: nobody can have this name; the sentence says why.
    pub const fn invalid_name(sentence: &'static str) -> Self {
        Self::new(400, "invalid_name", sentence)
    }

    pub(super) const fn malformed(sentence: &'static str) -> Self {
        Self::new(400, "malformed_request", sentence)
    }

    pub(super) const fn no_registration() -> Self {
        let sentence =
            "This browser has not started that registration, or it took too long. Please start again.";
        Self::new(403, "no_registration", sentence)
    }

    pub(super) const fn unknown_user() -> Self {
        Self::new(403, "unknown_user", "This passkey belongs to no account here. Register first.")
    }

    pub(super) const fn invalid_link() -> Self {
        Self::new(403, "invalid_link", "This link is not valid. Ask for a new one.")
    }

    pub(super) const fn not_found() -> Self {
        Self::new(404, "not_found", "There is nothing here.")
    }

    pub(super) const fn unknown_passkey() -> Self {
        Self::new(404, "unknown_passkey", "You have no such passkey.")
    }

    pub(super) const fn wrong_method() -> Self {
        Self::new(405, "wrong_method", "This address does not take such a request.")
    }

    pub(super) const fn last_passkey() -> Self {
        Self::new(409, "last_passkey", "This is your last passkey. Add another before you delete it.")
    }

    pub(super) const fn unconfirmed() -> Self {
        let sentence = "The link was asked for in another browser. Confirm that the account is yours.";
        Self::new(409, "confirmation_required", sentence)
    }

    pub(super) const fn too_large() -> Self {
        Self::new(413, "body_too_large", "The request is too large.")
    }

    pub(super) const fn not_json() -> Self {
        Self::new(415, "json_required", "The request must be JSON, and say so in its Content-Type.")
    }

    pub(super) fn too_many(wait: Duration) -> Self {
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
        Self {
            why: Why::Own {
                status: 429,
                code: "too_many_requests",
                sentence: "That was asked too often. Try again later.",
                retry_after: Some(seconds),
            },
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match &self.why {
            Why::Rejection(rejection) => rejection.status(),
            Why::Own { status, .. } => *status,
        }
    }

    /// The stable code, for programs: lower case and underscores.
    pub fn code(&self) -> &'static str {
        match &self.why {
            Why::Rejection(rejection) => rejection.code(),
            Why::Own { code, .. } => code,
        }
    }

    /// Whether somebody decided this about the user. An outage or a mistake of ours decides nothing.
    pub(super) fn is_decided(&self) -> bool {
        (400..500).contains(&self.status())
    }

    /// Whether it is worth a line in an audit log, and nobody wrote one yet.
    pub(super) fn is_a_decision(&self) -> bool {
        matches!(&self.why, Why::Own { status: 403 | 409 | 429, .. }) || *self == Self::unknown_passkey()
    }

    /// The headers of the answer, by name.
    pub(super) fn headers(&self) -> Vec<(&'static str, Cow<'static, str>)> {
        match &self.why {
            Why::Rejection(rejection) => rejection.headers().collect(),
            Why::Own { retry_after, .. } => {
                let wait = retry_after.map(|seconds| ("retry-after", Cow::from(seconds.to_string())));
                // RFC 9110, 15.5.2: a 401 of the application's own, too, says how to authenticate.
                let challenge = (self.status() == 401).then_some(("www-authenticate", Cow::from("Bearer")));
                [("cache-control", Cow::from("no-store"))].into_iter().chain(challenge).chain(wait).collect()
            }
        }
    }
}

impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Self {
        Self { why: Why::Rejection(rejection) }
    }
}

impl From<Denial> for Refused {
    fn from(denial: Denial) -> Self {
        Rejection::from(denial).into()
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Rejection::from(error).into()
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Rejection::from(error).into()
    }
}

impl From<InvalidToken> for Refused {
    fn from(_: InvalidToken) -> Self {
        Rejection::invalid().into()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::Rejection(rejection) => rejection.fmt(f),
            Why::Own { sentence, .. } => f.write_str(sentence),
        }
    }
}

impl std::error::Error for Refused {}

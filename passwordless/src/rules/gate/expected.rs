//! What a token must be for at a route of the application's own.

use std::time::{Duration, SystemTime};

use super::{Examined, Gate};
use crate::{Denial, DenialKind, Purpose, Rejection, TokenKind, VerifiedUser};

/// What a token must be for, where a route takes tokens of the service: [`Gate::accept_for`].
///
/// ```
/// use passwordless::{Purpose, gate::Expected};
///
/// struct Pay;
///
/// impl Purpose for Pay {
///     const NAME: &'static str = "pay";
/// }
///
/// let expected = Expected::confirmation::<Pay>();
/// assert!(expected != Expected::SIGN_IN);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected(Sort);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    SignIn,
    Registration,
    Confirmation { purpose: &'static str, max_age: Duration },
}

impl Expected {
    /// A passkey was used to sign in.
    pub const SIGN_IN: Self = Self(Sort::SignIn);
    /// A passkey was added.
    pub const REGISTRATION: Self = Self(Sort::Registration);

    /// A passkey was used to confirm `P`, at most [`Purpose::MAX_AGE`] ago.
    pub const fn confirmation<P: Purpose>() -> Self {
        Self(Sort::Confirmation { purpose: P::NAME, max_age: P::MAX_AGE })
    }

    pub(super) fn kind(self) -> TokenKind {
        match self.0 {
            Sort::SignIn | Sort::Confirmation { .. } => TokenKind::PasskeySignin,
            Sort::Registration => TokenKind::PasskeyRegister,
        }
    }

    /// The rejection of a request without a token: `step_up_required` where a confirmation is expected.
    pub fn missing(self) -> Rejection {
        match self.0 {
            Sort::SignIn | Sort::Registration => Rejection::missing(),
            Sort::Confirmation { purpose, max_age } => Rejection::step_up(purpose, max_age),
        }
    }
}

impl Gate {
    /// Lets a verified user in, once, for what the route expects. No session is opened.
    ///
    /// The policy is asked first, then the token is spent, as [`examine`](Gate::examine) and [`admit`](Gate::admit) do. A confirmation must be of
    /// this very purpose: neither a sign-in nor a confirmation of something else will do.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: invalid or denied where a rule says no, 503 where the store has no certain answer.
    pub async fn accept_for(
        &self,
        user: &VerifiedUser,
        expected: Expected,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        let examined = self.examine_expected(user, expected, now)?;
        self.admit(examined, None, now).await.map(|_| ())
    }

    /// Whether a user is good for what a route expects, and spends nothing: for a second look at a token that this very
    /// request has spent.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: invalid or denied where a rule says no.
    pub fn check_token(
        &self,
        user: &VerifiedUser,
        expected: Expected,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        self.examine_expected(user, expected, now).map(|_| ())
    }

    fn examine_expected<'u>(
        &self,
        user: &'u VerifiedUser,
        expected: Expected,
        now: SystemTime,
    ) -> Result<Examined<'u>, Rejection> {
        if let Sort::Confirmation { purpose, max_age } = expected.0 {
            self.check_confirmation(user, purpose, max_age, now)?;
        }
        self.examine_for(user, &expected.kind(), self.purpose_of(expected), now)
    }

    /// Somebody whom no service vouched for, for tests: the user of a passkey that was used just now for what is
    /// expected.
    #[cfg(any(test, feature = "testing"))]
    pub fn user_for_tests(&self, user_id: &str, expected: Expected, now: SystemTime) -> VerifiedUser {
        let origin = self.origins().first().map_or("", String::as_str);
        VerifiedUser::for_tests(user_id, self.purpose_of(expected), origin, now)
    }

    /// Whether `P` has the name of a sign-in's purpose, so that nothing would be confirmed. No token is good for it.
    pub fn confirms_nothing<P: Purpose>(&self) -> bool {
        self.is_a_sign_in(P::NAME)
    }

    fn is_a_sign_in(&self, purpose: &str) -> bool {
        purpose == self.rules.policy.signin_purpose() || purpose == "sign-in"
    }

    fn purpose_of(&self, expected: Expected) -> Option<&str> {
        match expected.0 {
            Sort::SignIn => Some(self.rules.policy.signin_purpose()),
            Sort::Registration => None,
            Sort::Confirmation { purpose, .. } => Some(purpose),
        }
    }

    fn check_confirmation(
        &self,
        user: &VerifiedUser,
        purpose: &'static str,
        max_age: Duration,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        if self.is_a_sign_in(purpose) {
            tracing::error!(
                target: "passwordless.misconfigured", purpose,
                "the purpose is that of every sign-in, so nothing would be confirmed; change Purpose::NAME"
            );
            return Err(Rejection::misconfigured());
        }
        if now.duration_since(user.timestamp()).unwrap_or_default() > max_age {
            let text = format!("the confirmation is older than {max_age:?} (Purpose::MAX_AGE)");
            return Err(Denial::new(DenialKind::Age, text).into());
        }
        Ok(())
    }
}

impl VerifiedUser {
    /// When the passkey was used: when the token was made, by the service's clock, and no later than `now`.
    ///
    /// Note this in a session of your own, and not the time at which the token came: a page may hold a token back for as
    /// long as the service lets it live.
    pub fn used_at(&self, now: SystemTime) -> SystemTime {
        self.timestamp().min(now)
    }

    /// Makes sure that the passkey is this user's: the one who is signed in, or whose account the request is about.
    ///
    /// ```
    /// use passwordless::{Rejection, VerifiedUser};
    ///
    /// fn may_close(confirmed: &VerifiedUser, signed_in: &str) -> Result<(), Rejection> {
    ///     confirmed.is(signed_in)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// 403 `user_denied`, in the same words whoever the two are.
    pub fn is(&self, user_id: &str) -> Result<(), Rejection> {
        if self.user_id() == user_id {
            return Ok(());
        }
        let text = format!("the passkey is of {:?}, and the request is about {user_id:?}", self.user_id());
        Err(Denial::new(DenialKind::User, text).into())
    }
}

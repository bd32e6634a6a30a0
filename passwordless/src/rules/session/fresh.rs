use std::{
    fmt,
    marker::PhantomData,
    ops::Deref,
    time::{Duration, SystemTime},
};

use super::{Session, age};
use crate::Rejection;

/// What a user must confirm with a passkey, although signed in: to pay, to delete the account.
///
/// The service must have a sign-in configuration of this name: it silently turns an unknown purpose into `sign-in`,
/// and the step-up is then denied.
///
/// ```
/// use passwordless::Purpose;
/// use std::time::Duration;
///
/// struct Pay;
///
/// impl Purpose for Pay {
///     const NAME: &'static str = "pay";
///     const MAX_AGE: Duration = Duration::from_secs(60);
/// }
/// ```
pub trait Purpose {
    /// The name of the service's sign-in configuration: up to 64 letters, digits, `-` and `_`.
    const NAME: &'static str;

    /// For how long a confirmation counts. Default: five minutes.
    const MAX_AGE: Duration = Duration::from_secs(5 * 60);
}

impl Rejection {
    /// 401: the user must confirm `P` with a passkey first.
    pub const fn step_up_required<P: Purpose>() -> Self {
        Self::step_up(P::NAME, P::MAX_AGE)
    }
}

/// A session whose user confirmed the purpose `P` with a passkey, a short while ago.
pub struct Fresh<P> {
    session: Session,
    purpose: PhantomData<fn() -> P>,
}

impl<P: Purpose> Fresh<P> {
    /// Takes a session whose last step-up was for this purpose and is young enough.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] that asks for a step-up.
    pub fn new(session: Session, now: SystemTime) -> Result<Self, Rejection> {
        let is_fresh = session.stepped_up().is_some_and(|(purpose, at)| {
            purpose == P::NAME && age(at, now).is_some_and(|age| age <= P::MAX_AGE)
        });
        if is_fresh {
            Ok(Self { session, purpose: PhantomData })
        } else {
            Err(Rejection::step_up_required::<P>())
        }
    }

    /// The session.
    pub fn into_session(self) -> Session {
        self.session
    }
}

impl<P> Deref for Fresh<P> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl<P> Clone for Fresh<P> {
    fn clone(&self) -> Self {
        Self { session: self.session.clone(), purpose: PhantomData }
    }
}

impl<P> fmt::Debug for Fresh<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fresh").field(&self.session).finish()
    }
}

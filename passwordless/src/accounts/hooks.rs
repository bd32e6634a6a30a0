//! What the application decides by single functions, and all of its decisions together.

use std::{future::Future, pin::Pin, sync::Arc};

use super::{
    NewPasskey, PasskeyChange, SignIn,
    form::AnySignUpForms,
    sign_ins::AnySignIns,
    users::{AnyNewcomers, AnyUsers, KnownUser},
};
use crate::{
    Registration, Token, VerifiedUser,
    rejection::{Fixed, Rejection},
};

type Answered<T> = Pin<Box<dyn Future<Output = Result<T, Rejection>> + Send>>;

/// A function of the application, erased so that `Accounts` is one type.
pub(super) type Hook<Q, T> = Arc<dyn Fn(Q) -> Answered<T> + Send + Sync>;

pub(super) fn hook<Q, T, F>(answer: impl Fn(Q) -> F + Send + Sync + 'static) -> Hook<Q, T>
where
    F: Future<Output = Result<T, Rejection>> + Send + 'static,
{
    Arc::new(move |question| Box::pin(answer(question)))
}

/// A function of the application that is told something, and has nothing to decide.
pub(super) type Noted<Q> = Arc<dyn Fn(Q) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

pub(super) fn noted<Q, F>(note: impl Fn(Q) -> F + Send + Sync + 'static) -> Noted<Q>
where
    F: Future<Output = ()> + Send + 'static,
{
    Arc::new(move |what| Box::pin(note(what)))
}

/// The application's decisions. What needs one is off until it is set.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) users: Option<Arc<dyn AnyUsers>>,
    pub(super) newcomers: Option<Arc<dyn AnyNewcomers>>,
    pub(super) sign_up_forms: Option<Arc<dyn AnySignUpForms>>,
    /// What passkeys are asked for.
    pub(super) registrations: Option<Hook<NewPasskey, Registration>>,
    /// Deletes what the application has of a user, by their id.
    pub(super) deletions: Option<Hook<String, ()>>,
    pub(super) sign_ins: Option<Hook<SignIn, ()>>,
    /// Where sign-ins are written down.
    pub(super) sign_in_list: Option<Arc<dyn AnySignIns>>,
    pub(super) changes: Option<Noted<PasskeyChange>>,
    /// Whether a user, by their id, can sign in without a passkey.
    pub(super) other_way_in: Option<Hook<String, bool>>,
    /// In place of the client.
    pub(super) verify: Option<Hook<Token, VerifiedUser>>,
}

impl Hooks {
    /// Whether the application said that there is no such user.
    pub(super) async fn is_nobody(&self, user_id: &str) -> bool {
        match &self.users {
            Some(users) => matches!(users.find(user_id).await, Ok(None)),
            None => false,
        }
    }

    /// The user, whom the application must know if it says whom it knows.
    pub(super) async fn known(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        let Some(users) = &self.users else { return Ok(None) };
        match users.find(user_id).await? {
            Some(user) => Ok(Some(user)),
            None => {
                tracing::warn!(
                    target: "passwordless.unknown_user", user_id,
                    "the service vouches for a user whom the application does not know"
                );
                Err(Rejection::of(Fixed::UnknownUser))
            }
        }
    }
}

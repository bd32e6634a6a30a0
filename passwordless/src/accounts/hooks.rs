//! What the application decides, erased so that an account has one type.

use std::{future::Future, pin::Pin, sync::Arc};

use super::{Newcomer, SignedIn};
use crate::{
    Token, VerifiedUser,
    rejection::{Fixed, Rejection},
};

type Answered<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// A hook: a question, and who answers it.
pub(super) type Hook<Q, T, E = Rejection> = Arc<dyn Fn(Q) -> Answered<T, E> + Send + Sync>;

pub(super) fn hook<Q, T, E, F>(answer: impl Fn(Q) -> F + Send + Sync + 'static) -> Hook<Q, T, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
{
    Arc::new(move |question| Box::pin(answer(question)))
}

/// A user whom the application knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownUser {
    pub(super) name: String,
}

impl KnownUser {
    /// A user with this name, as browsers show it beside the user's passkeys.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

/// All of them. None of them is there unless it was written, but the first.
#[derive(Clone)]
pub(super) struct Hooks {
    pub(super) verify: Hook<Token, VerifiedUser, Rejection>,
    pub(super) newcomers: Option<Hook<Newcomer, ()>>,
    pub(super) names: Option<Hook<String, ()>>,
    pub(super) users: Option<Hook<String, Option<KnownUser>>>,
    pub(super) sign_ins: Option<Hook<SignedIn, ()>>,
}

impl Hooks {
    /// The user, whom the application must know if it says whom it knows.
    pub(super) async fn known(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
        let Some(users) = &self.users else { return Ok(None) };
        match users(user_id.to_owned()).await? {
            Some(user) => Ok(Some(user)),
            None => {
                tracing::warn!(
                    name: "passwordless.unknown_user", user_id,
                    "the service vouches for a user whom the application does not know"
                );
                Err(Rejection::of(Fixed::UnknownUser))
            }
        }
    }
}

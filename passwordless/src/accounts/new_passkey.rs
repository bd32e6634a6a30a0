//! A passkey that somebody is about to make, and how the application would like it.

use serde::de::DeserializeOwned;

use super::{Accounts, form};
use crate::{RegisterToken, Registration, Rejection};

/// A passkey that somebody is about to make: the argument of
/// [`AccountsBuilder::registrations`](super::AccountsBuilder::registrations).
#[derive(Clone)]
pub struct NewPasskey {
    user_id: String,
    name: String,
    maker: Maker,
    form: Option<String>,
}

/// Who makes a [`NewPasskey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Maker {
    /// Somebody who registers, and has no account yet.
    Newcomer,
    /// A user, who adds a passkey.
    User,
}

impl NewPasskey {
    pub(super) fn of_newcomer(user_id: &str, name: &str, form: Option<String>) -> Self {
        Self { user_id: user_id.to_owned(), name: name.to_owned(), maker: Maker::Newcomer, form }
    }

    pub(super) fn of_user(user_id: &str, name: String) -> Self {
        Self { user_id: user_id.to_owned(), name, maker: Maker::User, form: None }
    }

    /// Whose it will be.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The name that the browser will show beside it. A newcomer may yet be refused this name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who makes it.
    pub fn maker(&self) -> Maker {
        self.maker
    }

    /// The form of a newcomer: see [`SignUpForms`](super::SignUpForms).
    ///
    /// # Errors
    ///
    /// As for [`Newcomer::form`](super::Newcomer::form); of a user who adds a passkey there is none.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        form::read(self.form.as_deref())
    }

    /// The request for it, to which the application adds what it would like.
    pub fn registration(&self) -> Registration {
        Registration::new(&self.user_id, &self.name)
    }
}

/// Nothing of what somebody typed.
impl std::fmt::Debug for NewPasskey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPasskey")
            .field("user_id", &self.user_id)
            .field("maker", &self.maker)
            .finish_non_exhaustive()
    }
}

impl Accounts {
    /// Asks for the token by which a browser makes this passkey.
    pub(super) async fn permission_for(&self, passkey: NewPasskey) -> Result<RegisterToken, Rejection> {
        let user_id = passkey.user_id.clone();
        let registration = match &self.hooks().registrations {
            Some(registrations) => registrations(passkey).await?,
            None => passkey.registration(),
        };
        // Whose it is was decided before. No name to sign in by is set here: whoever begins could reserve one that is
        // not theirs.
        let registration = registration.only_for(user_id);
        Ok(self.client().create_register_token(&registration).await?)
    }
}

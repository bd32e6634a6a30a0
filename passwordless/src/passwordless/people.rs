//! What the application says about people who come and go: their form, their passkeys, their sign-ins, their end.

use std::future::Future;

use super::{Passwordless, PasswordlessBuilder};
use crate::{
    Registration, Rejection,
    accounts::{NewPasskey, SignIns, SignUpForms},
};

impl<P: From<Passwordless>> PasswordlessBuilder<P> {
    /// Takes a sign-up form that holds more than the name: see [`SignUpForms`].
    pub fn sign_up_forms(self, forms: impl SignUpForms) -> Self {
        self.accounts(|accounts| accounts.sign_up_forms(forms))
    }

    /// Says what passkeys are asked for: see [`AccountsBuilder::registrations`](crate::accounts::AccountsBuilder::registrations).
    pub fn registrations<F>(self, ask: impl Fn(NewPasskey) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Registration, Rejection>> + Send + 'static,
    {
        self.accounts(|accounts| accounts.registrations(ask))
    }

    /// Writes sign-ins down, for their users to see and to end: see
    /// [`AccountsBuilder::sign_ins`](crate::accounts::AccountsBuilder::sign_ins).
    pub fn sign_ins(self, list: impl SignIns) -> Self {
        self.accounts(|accounts| accounts.sign_ins(list))
    }

    /// Lets users delete their account: see [`AccountsBuilder::deletions`](crate::accounts::AccountsBuilder::deletions).
    pub fn deletions<F>(self, delete: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        self.accounts(|accounts| accounts.deletions(delete))
    }
}

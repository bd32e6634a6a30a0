//! What the application says about people who come: their form, and their passkeys.

use std::{future::Future, sync::Arc};

use super::{AccountsBuilder, NewPasskey, SignUpForms, hooks::hook};
use crate::{Registration, Rejection};

impl AccountsBuilder {
    /// Takes a sign-up form that holds more than the name: see [`SignUpForms`]. Without it a registration that brings a
    /// form is refused.
    pub fn sign_up_forms(mut self, forms: impl SignUpForms) -> Self {
        self.hooks.sign_up_forms = Some(Arc::new(forms));
        self
    }

    /// Says what passkeys are asked for, of newcomers and of users who add one: user verification, the sort of
    /// authenticator, attestation, hints, the name that is shown, how long it may take.
    ///
    /// ```
    /// use passwordless::{accounts::{Accounts, NewPasskey}, api::UserVerification};
    ///
    /// let accounts = Accounts::builder().registrations(async |passkey: NewPasskey| {
    ///     Ok(passkey.registration().user_verification(UserVerification::Required))
    /// });
    /// ```
    ///
    /// Begin with [`NewPasskey::registration`]. Whose passkey it will be is decided before, and nobody reserves a name by
    /// beginning: another user's id and aliases are not used. An error refuses the request.
    pub fn registrations<F>(mut self, ask: impl Fn(NewPasskey) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Registration, Rejection>> + Send + 'static,
    {
        self.hooks.registrations = Some(hook(ask));
        self
    }
}

//! What the application says about people who come and go: their form, their passkeys, their sign-ins, their end.

use std::{future::Future, sync::Arc};

use super::{AccountsBuilder, NewPasskey, SignIns, SignUpForms, hooks::hook};
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

    /// Writes sign-ins down, for their users to see and to end by `GET /sign-ins` and `DELETE /sign-ins/{id}`, or on a page
    /// of the application's own ([`Accounts::sign_ins`](super::Accounts::sign_ins)). Sessions of ours only; a sign-in that
    /// cannot be written down is refused.
    pub fn sign_ins(mut self, list: impl SignIns) -> Self {
        self.hooks.sign_in_list = Some(Arc::new(list));
        self
    }

    /// Lets users delete their account by `DELETE /account`, and the application by
    /// [`Accounts::delete_account`](super::Accounts::delete_account): this deletes what the application has of the user with
    /// this id, sessions of its own included.
    ///
    /// When it has returned, [`Users::find`](super::Users::find) must know nobody by the id, so do it in one transaction.
    /// Around it, sessions of ours end, and the service deletes names and passkeys. An error leaves the account as it is,
    /// signed out.
    ///
    /// ```
    /// # use passwordless::{Rejection, accounts::AccountsBuilder};
    /// # #[derive(Clone)] struct Db;
    /// # impl Db { async fn delete(&self, _: &str) -> Result<(), Rejection> { Ok(()) } }
    /// # fn set(accounts: AccountsBuilder, db: Db) -> AccountsBuilder {
    /// accounts.deletions(move |user_id| {
    ///     let db = db.clone();
    ///     async move { db.delete(&user_id).await }
    /// })
    /// # }
    /// ```
    pub fn deletions<F>(mut self, delete: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        self.hooks.deletions = Some(hook(delete));
        self
    }
}

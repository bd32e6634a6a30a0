//! The documents at well-known addresses, beside the routes of the accounts.

use super::{Passwordless, PasswordlessBuilder};
use crate::well_known::{Documents, WellKnown};

impl<P> PasswordlessBuilder<P> {
    /// The documents by which password managers, browsers of related sites and mobile applications learn about the
    /// site's passkeys: see [`well_known`](crate::well_known). By default there is none.
    ///
    /// They are served at the root of the host, and not below the prefix of the accounts' routes.
    pub fn well_known(mut self, documents: WellKnown) -> Self {
        self.well_known = documents;
        self
    }
}

impl Passwordless {
    /// The documents at well-known addresses, for adapters, and for a server that answers by itself.
    pub fn well_known(&self) -> &Documents {
        &self.configured.documents
    }
}

use std::sync::{Arc, PoisonError};

use passwordless::{
    Client, Policy, SessionKey, SessionLimits, Store, accounts::AccountsBuilder, well_known::WellKnown,
};
use rocket::{Build, Rocket};

use super::PasswordlessFairing;
use crate::{launch_error::LaunchError, own_session::OwnSession, passwordless::FindClient};

/// Sets what takes something that another fairing made, if that is there.
pub(super) type WithRocket =
    Box<dyn FnOnce(PasswordlessFairing, &Rocket<Build>) -> Option<PasswordlessFairing> + Send>;

/// What the application says in code. What it does not say is read from Rocket's configuration.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) client: Option<Client>,
    pub(super) origins: Option<Vec<String>>,
    pub(super) key: Option<SessionKey>,
    pub(super) store: Option<Arc<dyn Store>>,
    pub(super) limits: Option<SessionLimits>,
    pub(super) cookie_name: Option<String>,
    pub(super) only_known_passkeys: bool,
    pub(super) narrow: Option<Box<dyn FnOnce(Policy) -> Policy + Send>>,
    pub(super) accounts: AccountsBuilder,
    pub(super) with_rocket: Vec<WithRocket>,
    pub(super) prefix: Option<String>,
    pub(super) sign_in_page: Option<String>,
    pub(super) trusted_proxies: Option<Vec<String>>,
    pub(super) find_client: Option<FindClient>,
    pub(super) has_no_sessions: bool,
    pub(super) own_session: Option<Arc<dyn OwnSession>>,
    pub(super) has_no_catchers: bool,
    pub(super) well_known: WellKnown,
}

impl Settings {
    /// Sets what was to wait for the rocket, in the order in which it was said.
    pub(super) fn with(mut self, rocket: &Rocket<Build>) -> Result<Self, LaunchError> {
        for set in std::mem::take(&mut self.with_rocket) {
            let fairing = set(self.into(), rocket).ok_or_else(|| {
                LaunchError::new(
                    "`with_rocket` did not find in the rocket what it looked for; attach the fairing that makes it before \
                     this one",
                )
            })?;
            self = fairing.settings.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or_default();
        }
        Ok(self)
    }
}

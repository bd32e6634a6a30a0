use std::sync::Arc;

use passwordless::{
    Client, Policy, SessionKey, SessionLimits, Store, accounts::AccountsBuilder, well_known::WellKnown,
};
use rocket::{Build, Rocket};

use crate::{own_session::OwnSession, passwordless::FindClient};

/// Adds what another fairing made, if it is there.
pub(super) type FromRocket =
    Box<dyn FnOnce(AccountsBuilder, &Rocket<Build>) -> Option<AccountsBuilder> + Send>;

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
    pub(super) from_rocket: Option<FromRocket>,
    pub(super) prefix: Option<String>,
    pub(super) sign_in_page: Option<String>,
    pub(super) trusted_proxies: Option<Vec<String>>,
    pub(super) find_client: Option<FindClient>,
    pub(super) has_no_sessions: bool,
    pub(super) own_session: Option<Arc<dyn OwnSession>>,
    pub(super) has_no_catchers: bool,
    pub(super) well_known: WellKnown,
}

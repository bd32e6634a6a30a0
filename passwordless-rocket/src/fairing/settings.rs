use std::sync::Arc;

use passwordless::{
    Client, Limits, Policy, SessionKey, Store,
    accounts::{AccountsBuilder, Route},
};
use passwordless_tower::Stack;
use rocket::{Build, Rocket};

use crate::entry::FindClient;

pub(super) type Decide = Box<dyn FnOnce(AccountsBuilder, &Rocket<Build>) -> AccountsBuilder + Send>;

/// What the application says in code. What it does not say is read from Rocket's configuration.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) client: Option<Client>,
    pub(super) origins: Option<Vec<String>>,
    pub(super) key: Option<SessionKey>,
    pub(super) store: Option<Arc<dyn Store>>,
    pub(super) limits: Option<Limits>,
    pub(super) stack: Option<Stack>,
    pub(super) narrow: Option<Box<dyn FnOnce(Policy) -> Policy + Send>>,
    pub(super) accounts: Vec<Decide>,
    pub(super) purposes: Vec<&'static str>,
    pub(super) prefix: Option<String>,
    pub(super) sign_in_page: Option<String>,
    pub(super) trusted_proxies: Option<Vec<String>>,
    pub(super) client_address: Option<FindClient>,
    pub(super) without: Vec<Route>,
    pub(super) has_no_routes: bool,
    pub(super) has_no_catchers: bool,
}

use std::{fmt, future::Future, marker::PhantomData, sync::Arc};

use super::Passwordless;
use crate::{
    Client, Policy, Purpose, RateLimits, Rejection, SessionKey, SessionLimits, Store, Token, VerifiedUser,
    accounts::{AccountsBuilder, MagicLinks, Newcomers, PasskeyChange, Route, SignIn, Users},
    refusal::{Dialect, Settings},
    well_known::WellKnown,
};

/// The settings of a [`Passwordless`], for every framework.
///
/// `P` is what [`build`](PasswordlessBuilder::build) makes: the `Passwordless` of the crate whose `builder` was called.
#[must_use]
pub struct PasswordlessBuilder<P = Passwordless> {
    pub(super) client: Client,
    pub(super) origins: Vec<String>,
    pub(super) narrow: Option<Box<dyn FnOnce(Policy) -> Policy + Send>>,
    pub(super) key: Option<SessionKey>,
    pub(super) has_sessions: bool,
    pub(super) store: Option<Arc<dyn Store>>,
    pub(super) limits: SessionLimits,
    pub(super) only_known_passkeys: bool,
    pub(super) cookie_name: Option<String>,
    pub(super) accounts: AccountsBuilder,
    pub(super) trusted_proxies: Vec<String>,
    pub(super) refusals: Settings,
    pub(super) well_known: WellKnown,
    dress: PhantomData<fn() -> P>,
}

impl<P: From<Passwordless>> PasswordlessBuilder<P> {
    /// Begins with what cannot be left out: see [`Passwordless::builder`].
    pub fn new<I>(client: Client, origins: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Self {
            client,
            origins: origins.into_iter().map(Into::into).collect(),
            narrow: None,
            key: None,
            has_sessions: true,
            store: None,
            limits: SessionLimits::default(),
            only_known_passkeys: false,
            cookie_name: None,
            accounts: AccountsBuilder::default(),
            trusted_proxies: Vec::new(),
            refusals: Settings::default(),
            well_known: WellKnown::default(),
            dress: PhantomData,
        }
    }

    /// The key that seals sessions. Must be set.
    pub fn key(mut self, key: SessionKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Opens no sessions, for an application with sessions of its own: neither key nor cookie, and of the routes the
    /// script alone.
    ///
    /// Routes take the tokens of passkeys themselves: `VerifiedUser`, `Confirmed` and `Registered`, in every framework.
    /// One that asks for a session is refused as misconfigured. Newcomers, magic links and `on_sign_in` need sessions or
    /// their key, so they fail the build.
    pub fn without_sessions(mut self) -> Self {
        self.has_sessions = false;
        self
    }

    /// Where spent tokens and revocations are remembered. Must be set: for one process
    /// [`SingleProcess`](crate::SingleProcess) will do, several need to share one.
    pub fn store(mut self, store: impl Store) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// How long sessions last. Default: 24 hours.
    pub fn session_limits(mut self, limits: SessionLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Narrows the policy of sign-ins beyond the allowed origins.
    ///
    /// ```no_run
    /// # use passwordless::{Client, Passwordless};
    /// # fn run() -> Result<(), passwordless::Error> {
    /// let builder = Passwordless::builder(Client::from_env()?, ["https://app.example"])
    ///     .policy(|policy| policy.relying_party("app.example"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn policy(mut self, narrow: impl FnOnce(Policy) -> Policy + Send + 'static) -> Self {
        self.narrow = Some(Box::new(narrow));
        self
    }

    /// Changes what the application decides about its accounts. The methods below set one thing each.
    pub fn accounts(self, set: impl FnOnce(AccountsBuilder) -> AccountsBuilder) -> Self {
        Self { accounts: set(self.accounts), ..self }
    }

    /// Lets people register: see [`Newcomers`].
    pub fn newcomers(self, newcomers: impl Newcomers) -> Self {
        self.accounts(|accounts| accounts.newcomers(newcomers))
    }

    /// Says which users there are, for an application in which nobody registers: see [`Users`].
    pub fn users(self, users: impl Users) -> Self {
        self.accounts(|accounts| accounts.users(users))
    }

    /// Sets what is called for each sign-in: see [`AccountsBuilder::on_sign_in`].
    pub fn on_sign_in<F>(self, note: impl Fn(SignIn) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        self.accounts(|accounts| accounts.on_sign_in(note))
    }

    /// Sets what is called when a passkey was added or deleted: see [`AccountsBuilder::on_passkey_change`].
    pub fn on_passkey_change<F>(self, note: impl Fn(PasskeyChange) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.accounts(|accounts| accounts.on_passkey_change(note))
    }

    /// Says whether a user can sign in without a passkey: see [`AccountsBuilder::other_way_in`].
    pub fn other_way_in<F>(self, ask: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<bool, Rejection>> + Send + 'static,
    {
        self.accounts(|accounts| accounts.other_way_in(ask))
    }

    /// Lets a password do what otherwise takes a passkey: see [`AccountsBuilder::password_counts`].
    pub fn password_counts(self) -> Self {
        self.accounts(AccountsBuilder::password_counts)
    }

    /// Lets users who lost their passkeys add one by a link: see [`AccountsBuilder::magic_links`].
    pub fn magic_links(self, links: MagicLinks) -> Self {
        self.accounts(|accounts| accounts.magic_links(links))
    }

    /// Lets users step up for this purpose: see [`AccountsBuilder::purpose`].
    pub fn purpose<U: Purpose + 'static>(self) -> Self {
        self.accounts(AccountsBuilder::purpose::<U>)
    }

    /// Leaves a route of the accounts out, which is then not found.
    pub fn without(self, route: Route) -> Self {
        self.accounts(|accounts| accounts.without(route))
    }

    /// Leaves every route out but the script: see [`AccountsBuilder::without_routes`].
    pub fn without_routes(self) -> Self {
        self.accounts(AccountsBuilder::without_routes)
    }

    /// Asks about tokens in this way in place of the client: see [`AccountsBuilder::verify_by`].
    pub fn verify_by<F>(self, verify: impl Fn(Token) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<VerifiedUser, Rejection>> + Send + 'static,
    {
        self.accounts(|accounts| accounts.verify_by(verify))
    }

    /// The addresses or networks (CIDR) of the proxies in front of the application: their `X-Forwarded-For` says which
    /// client a request comes from, for the limits per client. By default nobody's does.
    ///
    /// ```no_run
    /// # use passwordless::{Client, Passwordless};
    /// # fn run() -> Result<(), passwordless::Error> {
    /// let builder = Passwordless::builder(Client::from_env()?, ["https://app.example"])
    ///     .trusted_proxies(["10.0.0.0/8", "::1"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The other end of the connection must be known, too: an axum application is started with
    /// `into_make_service_with_connect_info::<SocketAddr>()`.
    pub fn trusted_proxies<I>(mut self, proxies: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.trusted_proxies = proxies.into_iter().map(Into::into).collect();
        self
    }

    /// How often the routes may be asked for what costs a call of the service or an e-mail. See [`RateLimits`] for what
    /// is there by default.
    pub fn rate_limits(self, limits: RateLimits) -> Self {
        self.accounts(|accounts| accounts.rate_limits(limits))
    }

    /// The page on which people sign in, as a path such as `/sign-in`. Somebody who opens another page without being
    /// signed in is led there, with the way back in the query's `next`.
    ///
    /// By default, a plain page says in a sentence what is refused.
    pub fn sign_in_page(mut self, path: impl Into<String>) -> Self {
        self.refusals.sign_in_page = Some(path.into().into());
        self
    }

    /// Tells every refusal in this dialect, whatever the request says.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.refusals.dialect = Some(dialect);
        self
    }
}

impl<P> fmt::Debug for PasswordlessBuilder<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordlessBuilder")
            .field("client", &self.client)
            .field("origins", &self.origins)
            .field("key", &self.key)
            .field("limits", &self.limits)
            .field("accounts", &self.accounts)
            .field("refusals", &self.refusals)
            .finish_non_exhaustive()
    }
}

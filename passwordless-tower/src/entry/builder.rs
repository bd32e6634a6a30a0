use std::{fmt, net::IpAddr, sync::Arc};

use bytes::Bytes;
use http::{Response, request::Parts};
use passwordless::{
    Client, Gate, Limits, Policy, SessionKey, Store, TrustedProxies,
    accounts::{Accounts, AccountsBuilder},
};
use tower::ServiceExt as _;

use super::{Configured, Passwordless};
use crate::{
    BuildError, Dialect, Refusal, Stack,
    account::FindClient,
    refusal::{Settings, is_local},
    rejection,
};

/// The settings of a [`Passwordless`].
#[must_use]
pub struct PasswordlessBuilder {
    client: Client,
    origins: Vec<String>,
    narrow: Option<Box<dyn FnOnce(Policy) -> Policy + Send>>,
    accounts: Option<Box<dyn FnOnce(AccountsBuilder) -> AccountsBuilder + Send>>,
    key: Option<SessionKey>,
    store: Option<Arc<dyn Store>>,
    limits: Limits,
    stack: Option<Stack>,
    settings: Settings,
    trusted_proxies: Vec<String>,
    client_address: Option<FindClient>,
}

impl PasswordlessBuilder {
    pub(super) fn new<I>(client: Client, origins: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Self {
            client,
            origins: origins.into_iter().map(Into::into).collect(),
            narrow: None,
            accounts: None,
            key: None,
            store: None,
            limits: Limits::default(),
            stack: None,
            settings: Settings::default(),
            trusted_proxies: Vec::new(),
            client_address: None,
        }
    }

    /// The key that seals sessions. Must be set.
    pub fn key(mut self, key: SessionKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Where spent tokens and revocations are remembered. Must be set: for one process
    /// [`SingleProcess`](passwordless::SingleProcess) will do, several need to share one.
    pub fn store(mut self, store: impl Store) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// How long sessions last: 24 hours unless set.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Narrows the policy of sign-ins beyond the allowed origins.
    ///
    /// ```no_run
    /// # use passwordless::Client;
    /// # use passwordless_tower::Passwordless;
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

    /// What the application decides about its accounts: who is welcome, who is known, which links are sent.
    ///
    /// ```no_run
    /// # use passwordless::{Client, Rejection, accounts::{KnownUser, Newcomer}};
    /// # use passwordless_tower::Passwordless;
    /// # async fn accept(_: Newcomer) -> Result<(), Rejection> { Ok(()) }
    /// # async fn find(_: String) -> Result<Option<KnownUser>, Rejection> { Ok(None) }
    /// # fn run() -> Result<(), passwordless::Error> {
    /// let builder = Passwordless::builder(Client::from_env()?, ["https://app.example"])
    ///     .accounts(|account| account.newcomers(accept).users(find));
    /// # Ok(())
    /// # }
    /// ```
    pub fn accounts(
        mut self,
        decide: impl FnOnce(AccountsBuilder) -> AccountsBuilder + Send + 'static,
    ) -> Self {
        self.accounts = Some(Box::new(decide));
        self
    }

    /// What asks the service about tokens: [`Stack::recommended`] over the client unless set.
    pub fn stack(mut self, stack: Stack) -> Self {
        self.stack = Some(stack);
        self
    }

    /// The page on which people sign in, as a path such as `/sign-in`. Who opens another page without being signed in
    /// is led there, with the way back in the query's `next`.
    ///
    /// Unless set, a plain page says in a sentence that it is only for who is signed in.
    pub fn sign_in_page(mut self, path: impl Into<String>) -> Self {
        self.settings.sign_in_page = Some(path.into().into());
        self
    }

    /// Takes every client for this one, for a service with clients of one sort.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.settings.dialect = Some(dialect);
        self
    }

    /// The addresses or networks (CIDR) of the proxies in front of the application: their `X-Forwarded-For` says which
    /// client a request comes from, for the limits per client. By default nobody's does.
    ///
    /// ```no_run
    /// # use passwordless::Client;
    /// # use passwordless_tower::Passwordless;
    /// # fn run() -> Result<(), passwordless::Error> {
    /// let builder = Passwordless::builder(Client::from_env()?, ["https://app.example"])
    ///     .trusted_proxies(["10.0.0.0/8", "::1"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The other end of the connection must be known, too: start an axum application with
    /// `into_make_service_with_connect_info::<SocketAddr>()`, or insert a [`ClientAddress`](crate::ClientAddress) into
    /// each request.
    pub fn trusted_proxies<I>(mut self, proxies: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.trusted_proxies = proxies.into_iter().map(Into::into).collect();
        self
    }

    /// Finds the address of a request's client in the application's own way, in place of
    /// [`trusted_proxies`](Self::trusted_proxies): by a header of a content delivery network, for example. Read only
    /// what a client cannot write itself.
    ///
    /// No limit per client holds for a request whose client is not known.
    ///
    /// ```no_run
    /// # use passwordless::Client;
    /// # use passwordless_tower::Passwordless;
    /// # fn run() -> Result<(), passwordless::Error> {
    /// let builder = Passwordless::builder(Client::from_env()?, ["https://app.example"])
    ///     .client_address(|request| request.headers.get("fly-client-ip")?.to_str().ok()?.parse().ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_address(mut self, find: impl Fn(&Parts) -> Option<IpAddr> + Send + Sync + 'static) -> Self {
        self.client_address = Some(Arc::new(find));
        self
    }

    /// Answers refusals in the application's own words. See [`Refusal`].
    pub fn refuse_with(
        mut self,
        answer: impl Fn(&Refusal<'_>) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Self {
        self.settings.answer = Some(Arc::new(answer));
        self
    }

    /// Checks it all. Does no I/O.
    ///
    /// # Errors
    ///
    /// [`BuildError`] names the setting: an origin is none or mixes https with plain http, key or store are missing,
    /// a trusted proxy is no address, or the sign-in page is no path.
    pub fn build(self) -> Result<Passwordless, BuildError> {
        self.build_with(|account| account)
    }

    /// Builds with decisions about the accounts that borrow what is there only now, after those of
    /// [`accounts`](PasswordlessBuilder::accounts).
    ///
    /// # Errors
    ///
    /// As for [`build`](PasswordlessBuilder::build).
    pub fn build_with(
        self,
        decide: impl FnOnce(AccountsBuilder) -> AccountsBuilder,
    ) -> Result<Passwordless, BuildError> {
        let of_origins = |error| BuildError::of("origins", error);
        let policy = Policy::new(&self.origins).map_err(of_origins)?;
        let policy = match self.narrow {
            Some(narrow) => narrow(policy),
            None => policy,
        };
        let key = self.key.ok_or_else(|| {
            BuildError::new(
                "key",
                "no key seals the sessions; call PasswordlessBuilder::key with SessionKey::from_env(\"SECRET_KEY\")",
            )
        })?;
        let store = self.store.ok_or_else(|| {
            BuildError::new(
                "store",
                "nothing remembers spent tokens; call PasswordlessBuilder::store with SingleProcess::new(), or with \
                 a store that all processes share",
            )
        })?;
        let mut settings = self.settings;
        if settings.sign_in_page.as_deref().is_some_and(|page| !is_local(page)) {
            return Err(BuildError::new(
                "sign_in_page",
                "the sign-in page is no path of this application; write it like `/sign-in`",
            ));
        }
        settings.origins = self.origins.into();
        let proxies = TrustedProxies::new(self.trusted_proxies)
            .map_err(|error| BuildError::of("trusted_proxies", error))?;
        let gate = Gate::new(policy, key, store).map_err(of_origins)?.limits(self.limits);
        let stack = self.stack.unwrap_or_else(|| Stack::recommended(self.client.clone()));
        let asked = stack.clone();
        let account = Accounts::builder(self.client, gate).trusted_proxies(proxies).verify_by(move |token| {
            let stack = asked.clone();
            async move { stack.oneshot(token).await.map_err(rejection) }
        });
        let account = match self.accounts {
            Some(decide) => decide(account),
            None => account,
        };
        let account = decide(account).build().map_err(|error| BuildError::of("accounts", error))?;
        Ok(Passwordless::new(Configured { account, stack, settings, client_address: self.client_address }))
    }
}

impl fmt::Debug for PasswordlessBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordlessBuilder")
            .field("client", &self.client)
            .field("origins", &self.origins)
            .field("key", &self.key)
            .field("limits", &self.limits)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

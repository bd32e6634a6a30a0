use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex},
};

use passwordless::{
    Client, Policy, Purpose, Rejection, SessionKey, SessionLimits, Store, Token, VerifiedUser,
    accounts::{AccountsBuilder, MagicLinks, Newcomers, PasskeyChange, RateLimits, Route, SignIn, Users},
    well_known::WellKnown,
};
use rocket::{Build, Request, Rocket};

use super::Settings;
use crate::{own_session::OwnSession, passwordless::Passwordless};

/// Sets up sign-in when it is attached. Returned by [`Passwordless::fairing`].
///
/// What is set here beats Rocket's configuration; the [table](crate#configuration) is in the crate's page. A setting
/// that cannot be used refuses the launch, and the log names it. Attached twice, the last one counts.
///
/// ```no_run
/// # #[macro_use] extern crate rocket;
/// use passwordless::{Rejection, accounts::{KnownUser, Newcomer, Newcomers, Users}};
/// use passwordless_rocket::Passwordless;
///
/// /// The application's users.
/// struct Db;
///
/// impl Users for Db {
///     async fn find(&self, user_id: &str) -> Result<Option<KnownUser>, Rejection> {
/// #       let name_of = |_: &str| Some("Pat");
///         Ok(name_of(user_id).map(KnownUser::named))
///     }
/// }
///
/// impl Newcomers for Db {
///     /// A unique insert.
///     async fn accept(&self, newcomer: &Newcomer) -> Result<(), Rejection> {
/// #       let is_first = |_: &str, _: &str| true;
///         if is_first(newcomer.user_id(), &newcomer.alias()) { Ok(()) } else { Err(Rejection::name_taken()) }
///     }
/// }
///
/// #[launch]
/// fn rocket() -> _ {
///     rocket::build().attach(Passwordless::fairing().newcomers(Db))
/// }
/// ```
#[must_use = "a fairing does nothing until it is attached"]
pub struct PasswordlessFairing {
    /// Taken out at ignition, which happens once.
    pub(super) settings: Mutex<Option<Settings>>,
}

impl Passwordless {
    /// Returns the fairing to attach. Settings not made here are read from Rocket's configuration.
    pub fn fairing() -> PasswordlessFairing {
        Settings::default().into()
    }
}

impl From<Settings> for PasswordlessFairing {
    fn from(settings: Settings) -> Self {
        Self { settings: Mutex::new(Some(settings)) }
    }
}

impl PasswordlessFairing {
    pub(super) fn set(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        if let Ok(Some(settings)) = self.settings.get_mut() {
            set(settings);
        }
        self
    }

    /// Sets what takes something that another fairing makes, such as a pool of a database: users, a store, whatever is set
    /// here. Attach that fairing before this one; `None` refuses the launch.
    ///
    /// ```no_run
    /// # use passwordless::{Rejection, accounts::{KnownUser, Users}};
    /// # #[derive(Clone)]
    /// # struct Db;
    /// # impl Users for Db {
    /// #     async fn find(&self, _: &str) -> Result<Option<KnownUser>, Rejection> { Ok(None) }
    /// # }
    /// # use passwordless_rocket::Passwordless;
    /// let fairing = Passwordless::fairing()
    ///     .with_rocket(|fairing, rocket| Some(fairing.users(rocket.state::<Db>()?.clone())));
    /// ```
    pub fn with_rocket(
        self,
        set: impl FnOnce(Self, &Rocket<Build>) -> Option<Self> + Send + 'static,
    ) -> Self {
        self.set(|settings| settings.with_rocket.push(Box::new(set)))
    }

    /// The client of the API, in place of `api_secret` and `api_url`.
    pub fn client(self, client: Client) -> Self {
        self.set(|settings| settings.client = Some(client))
    }

    /// The origins of the pages on which people sign in, such as `https://app.example`.
    pub fn origins<I>(self, origins: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.set(|settings| settings.origins = Some(origins.into_iter().map(Into::into).collect()))
    }

    /// The key that seals sessions, in place of Rocket's `secret_key`.
    pub fn key(self, key: SessionKey) -> Self {
        self.set(|settings| settings.key = Some(key))
    }

    /// Where spent tokens and revocations are remembered. Several processes must share one.
    pub fn store(self, store: impl Store) -> Self {
        self.set(|settings| settings.store = Some(Arc::new(store)))
    }

    /// How long sessions last. Default: 24 hours.
    pub fn session_limits(self, limits: SessionLimits) -> Self {
        self.set(|settings| settings.limits = Some(limits))
    }

    /// Narrows the policy of sign-ins beyond the allowed origins.
    pub fn policy(self, narrow: impl FnOnce(Policy) -> Policy + Send + 'static) -> Self {
        self.set(|settings| settings.narrow = Some(Box::new(narrow)))
    }

    /// Changes what the application decides about its accounts. The methods below set one thing each.
    pub fn accounts(self, set: impl FnOnce(AccountsBuilder) -> AccountsBuilder) -> Self {
        self.set(|settings| settings.accounts = set(std::mem::take(&mut settings.accounts)))
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

    /// How often the routes may be asked for what costs a call of the service or an e-mail. See [`RateLimits`] for what
    /// is there by default.
    pub fn rate_limits(self, limits: RateLimits) -> Self {
        self.accounts(|accounts| accounts.rate_limits(limits))
    }

    /// Lets users step up for this purpose, which [`Fresh`](crate::Fresh) guards ask for.
    /// [`StepUp`](passwordless::StepUp) is there by itself.
    ///
    /// The service is asked at liftoff whether it knows the purpose, and the log says so if it does not.
    pub fn purpose<P: Purpose + 'static>(self) -> Self {
        self.accounts(AccountsBuilder::purpose::<P>)
    }

    /// Asks about tokens in this way in place of the client: see [`AccountsBuilder::verify_by`].
    pub fn verify_by<F>(self, verify: impl Fn(Token) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<VerifiedUser, Rejection>> + Send + 'static,
    {
        self.accounts(|accounts| accounts.verify_by(verify))
    }

    /// The path below which the routes of the accounts are mounted. Default: `/passkeys`.
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        self.set(|settings| settings.prefix = Some(prefix.into()))
    }

    /// The page on which people sign in, as a path such as `/sign-in`. Somebody who opens another page without being
    /// signed in is led there, with the way back in the query's `next`.
    ///
    /// By default, a plain page says in a sentence what is refused.
    pub fn sign_in_page(self, path: impl Into<String>) -> Self {
        self.set(|settings| settings.sign_in_page = Some(path.into()))
    }

    /// The addresses or networks (CIDR) of the proxies in front of the application: their `X-Forwarded-For` says which
    /// client a request comes from, for the limits per client. By default nobody's does; Rocket's own `ip_header` is not
    /// asked, since any client can write it.
    pub fn trusted_proxies<I>(self, proxies: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.set(|settings| settings.trusted_proxies = Some(proxies.into_iter().map(Into::into).collect()))
    }

    /// Finds the address of a request's client in the application's own way, in place of
    /// [`trusted_proxies`](Self::trusted_proxies). Read only what a client cannot write itself.
    ///
    /// No limit per client holds for a request whose client is not known.
    ///
    /// ```
    /// use passwordless_rocket::Passwordless;
    ///
    /// let fairing = Passwordless::fairing()
    ///     .client_address(|request| request.headers().get_one("Fly-Client-IP")?.parse().ok());
    /// ```
    pub fn client_address(
        self,
        find: impl Fn(&Request<'_>) -> Option<IpAddr> + Send + Sync + 'static,
    ) -> Self {
        self.set(|settings| settings.find_client = Some(Arc::new(find)))
    }

    /// The documents by which password managers, browsers of related sites and mobile applications learn about the
    /// site's passkeys, mounted at the root: see [`well_known`](passwordless::well_known). By default there is none.
    pub fn well_known(self, documents: WellKnown) -> Self {
        self.set(|settings| settings.well_known = documents)
    }

    /// Leaves a route of the accounts out, which is then not found.
    pub fn without(self, route: Route) -> Self {
        self.accounts(|accounts| accounts.without(route))
    }

    /// Mounts the browser's script and no other route, for an application that has its own.
    pub fn without_routes(self) -> Self {
        self.accounts(AccountsBuilder::without_routes)
    }

    /// Has the routes of the accounts work over the application's own sessions: no session of ours is opened, and no
    /// session cookie of ours is read or set.
    ///
    /// Where people also register by passkey or follow magic links, leave
    /// [`without_sessions`](Self::without_sessions) out: a key seals what a browser has begun. Do not set `on_sign_in`:
    /// [`OwnSession::begin`] decides which users get a session.
    ///
    /// The way to sign out everywhere is not there, since only the application knows its sessions. A guard that asks
    /// for a [`Session`](crate::Session) refuses the launch.
    pub fn own_session(self, session: impl OwnSession) -> Self {
        self.set(|settings| settings.own_session = Some(Arc::new(session)))
    }

    /// Opens no sessions, for an application with sessions of its own: neither key nor cookie, and of the routes the
    /// script alone.
    ///
    /// Routes take the tokens of passkeys themselves: [`VerifiedUser`](crate::VerifiedUser),
    /// [`Confirmed`](crate::Confirmed) and [`Registered`](crate::Registered). A guard that asks for a session refuses
    /// the launch, and so do newcomers, magic links and `on_sign_in`, which need sessions or their key.
    pub fn without_sessions(self) -> Self {
        self.set(|settings| settings.has_no_sessions = true)
    }

    /// Registers no catchers at all, for an application that has its own. They ask
    /// [`Rejection::of`](crate::Rejection::of) for the reason.
    pub fn without_catchers(self) -> Self {
        self.set(|settings| settings.has_no_catchers = true)
    }
}

impl fmt::Debug for PasswordlessFairing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordlessFairing").finish_non_exhaustive()
    }
}

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex},
};

use passwordless::{
    Client, Limits, Policy, Purpose, Rejection, SessionKey, Store,
    accounts::{AccountsBuilder, KnownUser, MagicLinks, Newcomer, Route},
};
use passwordless_tower::Stack;
use rocket::{Build, Request, Rocket};

use super::Settings;

/// Sets up sign-in when it is attached. Comes of [`Passwordless::fairing`](crate::Passwordless::fairing).
///
/// What is set here beats Rocket's configuration; the [table](crate#configuration) is in the crate's page. A setting
/// that cannot be used refuses the launch, and the log names it. Attached twice, the last one counts.
///
/// ```no_run
/// # #[macro_use] extern crate rocket;
/// use passwordless::{Rejection, accounts::{KnownUser, Newcomer}};
/// use passwordless_rocket::Passwordless;
///
/// /// A unique insert into the users.
/// async fn accept(newcomer: Newcomer) -> Result<(), Rejection> {
/// #   let is_first = |_: &str, _: &str| true;
///     if is_first(newcomer.user_id(), &newcomer.alias()) { Ok(()) } else { Err(Rejection::name_taken()) }
/// }
///
/// /// A look at the users.
/// async fn find(user_id: String) -> Result<Option<KnownUser>, Rejection> {
/// #   let name_of = |_: &str| Some("Pat");
///     Ok(name_of(&user_id).map(KnownUser::named))
/// }
///
/// #[launch]
/// fn rocket() -> _ {
///     rocket::build().attach(Passwordless::fairing().newcomers(accept).users(find))
/// }
/// ```
#[must_use = "a fairing does nothing until it is attached"]
pub struct PasswordlessFairing {
    /// Taken out at ignition, which happens once.
    pub(super) settings: Mutex<Option<Settings>>,
}

impl PasswordlessFairing {
    pub(crate) fn new() -> Self {
        Self { settings: Mutex::new(Some(Settings::default())) }
    }

    fn set(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        if let Ok(Some(settings)) = self.settings.get_mut() {
            set(settings);
        }
        self
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

    /// How long sessions last: 24 hours unless set.
    pub fn limits(self, limits: Limits) -> Self {
        self.set(|settings| settings.limits = Some(limits))
    }

    /// What asks the service about tokens: [`Stack::recommended`] over the client unless set.
    pub fn stack(self, stack: Stack) -> Self {
        self.set(|settings| settings.stack = Some(stack))
    }

    /// Narrows the policy of sign-ins beyond the allowed origins.
    pub fn policy(self, narrow: impl FnOnce(Policy) -> Policy + Send + 'static) -> Self {
        self.set(|settings| settings.narrow = Some(Box::new(narrow)))
    }

    /// What the application decides about its accounts, where the short forms below do not do: with the rocket at
    /// hand, and so with the state of fairings that were attached before.
    pub fn accounts(
        self,
        decide: impl FnOnce(AccountsBuilder, &Rocket<Build>) -> AccountsBuilder + Send + 'static,
    ) -> Self {
        self.set(|settings| settings.accounts.push(Box::new(decide)))
    }

    /// Welcomes newcomers: see [`AccountsBuilder::newcomers`]. Write [`users`](Self::users), too.
    pub fn newcomers<F>(self, accept: impl Fn(Newcomer) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        self.accounts(|account, _| account.newcomers(accept))
    }

    /// Says which users there are: see [`AccountsBuilder::users`].
    pub fn users<F>(self, find: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Option<KnownUser>, Rejection>> + Send + 'static,
    {
        self.accounts(|account, _| account.users(find))
    }

    /// Lets users who lost their passkeys add one by a link: see [`AccountsBuilder::magic_links`].
    pub fn magic_links(self, links: MagicLinks) -> Self {
        self.accounts(|account, _| account.magic_links(links))
    }

    /// Lets users step up for this purpose, which [`Fresh`](crate::Fresh) guards ask for.
    /// [`StepUp`](passwordless::accounts::StepUp) is there by itself.
    ///
    /// The service is asked at liftoff whether it knows the purpose, and the log says so if it does not.
    pub fn purpose<P: Purpose + 'static>(self) -> Self {
        let fairing = self.set(|settings| settings.purposes.push(P::NAME));
        fairing.accounts(|account, _| account.purpose::<P>())
    }

    /// The path below which the routes of the account are mounted: `/passkeys` unless set.
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        self.set(|settings| settings.prefix = Some(prefix.into()))
    }

    /// The page on which people sign in, as a path such as `/sign-in`. Who opens another page without being signed in
    /// is led there, with the way back in the query's `next`.
    ///
    /// Unless set, such a page says in a sentence that it is only for who is signed in.
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
        self.set(|settings| settings.client_address = Some(Arc::new(find)))
    }

    /// Leaves a route of the account out, which is then not found.
    pub fn without(self, route: Route) -> Self {
        self.set(|settings| settings.without.push(route))
    }

    /// Mounts no routes at all, for an application that has its own.
    pub fn without_routes(self) -> Self {
        self.set(|settings| settings.has_no_routes = true)
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

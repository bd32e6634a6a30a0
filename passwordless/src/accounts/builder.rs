use std::{fmt, future::Future, sync::Arc};

use super::{
    Accounts, Configured, MagicLinks, Newcomers, PasskeyChange, Route, SignIn, Users,
    hooks::{Hooks, hook, noted},
    script,
    step_up::StepUpPurpose,
};
use crate::{
    Client, Error, Gate, Purpose, RateLimits, Rejection, StepUp, Token, TrustedProxies, VerifiedUser,
    limits::{Clients, Counters},
    rules::Sessions,
};

/// What the application decides about its accounts.
///
/// By default, every user for whom the service vouches may sign in, and manage their passkeys. Registration and magic
/// links are off until they are set.
///
/// ```
/// use passwordless::{Rejection, accounts::{Accounts, KnownUser, Newcomer, Newcomers, Users}};
/// # use passwordless::{Client, gate::Gate};
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
/// # fn run(client: Client, gate: Gate) -> Result<(), passwordless::Error> {
/// let accounts = Accounts::builder().newcomers(Db).build(client, gate)?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct AccountsBuilder {
    pub(super) hooks: Hooks,
    purposes: Vec<StepUpPurpose>,
    without: Vec<Route>,
    has_script_only: bool,
    password_counts: bool,
    links: Option<MagicLinks>,
    proxies: TrustedProxies,
    rate_limits: RateLimits,
}

impl Accounts {
    /// Begins with nothing decided.
    pub fn builder() -> AccountsBuilder {
        AccountsBuilder::default()
    }
}

impl Default for AccountsBuilder {
    fn default() -> Self {
        Self {
            hooks: Hooks::default(),
            purposes: vec![StepUpPurpose::of::<StepUp>()],
            without: Vec::new(),
            has_script_only: false,
            password_counts: false,
            links: None,
            proxies: TrustedProxies::default(),
            rate_limits: RateLimits::default(),
        }
    }
}

impl AccountsBuilder {
    /// Lets people register. Users are looked up among them, too.
    pub fn newcomers(mut self, newcomers: impl Newcomers) -> Self {
        let newcomers = Arc::new(newcomers);
        self.hooks.newcomers = Some(newcomers.clone());
        self.hooks.users = Some(newcomers);
        self
    }

    /// Says which users there are. Nobody else signs in.
    ///
    /// For an application in which nobody registers; [`newcomers`](Self::newcomers) says it as well.
    pub fn users(mut self, users: impl Users) -> Self {
        self.hooks.users = Some(Arc::new(users));
        self
    }

    /// Sets what is called for each sign-in (registrations included), after every check has passed and before the session
    /// is issued: to keep a list of sign-ins, or to refuse a user who is locked out. An error refuses the sign-in; its
    /// token is spent.
    ///
    /// It is told of sessions of ours only. Over an application's own, a sign-in is refused as misconfigured while this is
    /// set: the application decides where it begins the session.
    pub fn on_sign_in<F>(mut self, note: impl Fn(SignIn) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        self.hooks.sign_ins = Some(hook(note));
        self
    }

    /// Sets what is called when a passkey was added to a user who was there already, or deleted: to send the user a mail,
    /// and to end sessions of the application's own that the passkey opened. The answer waits for it.
    pub fn on_passkey_change<F>(mut self, note: impl Fn(PasskeyChange) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.hooks.changes = Some(noted(note));
        self
    }

    /// Says whether a user, by their id, can sign in without a passkey, for example by a password. Then the last passkey
    /// may be deleted, too.
    pub fn other_way_in<F>(mut self, ask: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<bool, Rejection>> + Send + 'static,
    {
        self.hooks.other_way_in = Some(hook(ask));
        self
    }

    /// Lets a password of the last five minutes do what otherwise takes a passkey: to add passkeys beside the first, and
    /// to delete them.
    ///
    /// By default a password adds the *first* passkey only, because it may be phished or guessed: whoever has it could
    /// delete the owner's passkeys and add one of their own. With this, an account is as safe as its password.
    pub fn password_counts(mut self) -> Self {
        self.password_counts = true;
        self
    }

    /// Lets users who lost their passkeys add one by a link that is sent to them.
    pub fn magic_links(mut self, links: MagicLinks) -> Self {
        self.links = Some(links);
        self
    }

    /// Lets users step up for this purpose. [`StepUp`] is there by itself.
    pub fn purpose<P: Purpose + 'static>(mut self) -> Self {
        if self.purposes.iter().all(|known| known.name != P::NAME) {
            self.purposes.push(StepUpPurpose::of::<P>());
        }
        self
    }

    /// Believes these proxies about which client a request comes from, by their `X-Forwarded-For`. By default nobody is
    /// believed, and the other end of the connection is the client.
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.proxies = proxies;
        self
    }

    /// How often the routes may be asked for what costs a call of the service or an e-mail. See [`RateLimits`] for what
    /// is there by default.
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.rate_limits = limits;
        self
    }

    /// Leaves a route out, which is then not found.
    pub fn without(mut self, route: Route) -> Self {
        self.without.push(route);
        self
    }

    /// Leaves every route out but the [script](Route::Script), for an application that has its own.
    pub fn without_routes(mut self) -> Self {
        self.has_script_only = true;
        self
    }

    /// Asks about tokens in this way in place of [`Client::verify`]: through a cache or a stack of services, or by a
    /// fake in a test.
    pub fn verify_by<F>(mut self, verify: impl Fn(Token) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<VerifiedUser, Rejection>> + Send + 'static,
    {
        self.hooks.verify = Some(hook(verify));
        self
    }

    /// Checks it all. Does no I/O.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when a purpose has a name that the service does not take or is
    /// that of a sign-in, when the page of magic links is not on an allowed origin, when accounts are deleted and nothing says which
    /// users there are, or when the gate has no sessions and something is set that needs them: newcomers, magic links, `on_sign_in`.
    pub fn build(self, client: Client, gate: Gate) -> Result<Accounts, Error> {
        let Self { hooks, purposes, without, has_script_only, password_counts, links, proxies, rate_limits } =
            self;
        purposes.iter().try_for_each(|purpose| check_purpose(purpose.name, gate.signin_purpose()))?;
        if hooks.deletions.is_some() && hooks.users.is_none() {
            return Err(Error::config(
                "deletions need to know who is a user; say it by newcomers or by users",
            ));
        }
        let links = links.map(|links| links.checked(gate.origins())).transpose()?.map(Arc::new);
        let is_there = |route: &Route| match route {
            Route::Script => true,
            _ if has_script_only => false,
            Route::Register | Route::RegisterComplete => hooks.newcomers.is_some(),
            Route::MagicLink | Route::MagicLinkComplete => links.is_some(),
            Route::DeleteAccount => hooks.deletions.is_some(),
            Route::SignIns | Route::EndSignIn => hooks.sign_in_list.is_some(),
            _ => true,
        };
        let routes: Vec<_> =
            Route::ALL.into_iter().filter(|route| is_there(route) && !without.contains(route)).collect();
        if gate.sessions() == Sessions::Elsewhere {
            check_needs_no_key(&routes)?;
            if hooks.sign_ins.is_some() || hooks.sign_in_list.is_some() {
                return Err(Error::config(
                    "on_sign_in and sign_ins are told of sessions of ours, and without_sessions opens none; decide where \
                     the application begins its own, and leave on_sign_in and sign_ins out",
                ));
            }
        }
        Ok(Accounts::new(Configured {
            client,
            gate,
            hooks,
            purposes,
            routes,
            links,
            password_counts,
            clients: Arc::new(Clients::behind(proxies)),
            counters: Arc::new(Counters::new(&rate_limits)),
            script_tag: script::tag(),
        }))
    }
}

/// What a newcomer or a link has begun is sealed.
fn check_needs_no_key(routes: &[Route]) -> Result<(), Error> {
    if !routes.iter().any(|route| matches!(route, Route::Register | Route::MagicLink)) {
        return Ok(());
    }
    Err(Error::config(
        "newcomers and magic_links need the key that without_sessions does without; set one (PasswordlessBuilder::key, \
         in Rocket secret_key), leave without_sessions out and hand the application's sessions to own_session, or \
         leave newcomers and magic_links out and say by users which users there are",
    ))
}

fn check_purpose(name: &str, signin: &str) -> Result<(), Error> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if name.is_empty() || name.len() > 64 || !name.bytes().all(plain) {
        return Err(Error::config(format!(
            "the purpose {name:?} has no name that the service takes; change Purpose::NAME to 1 to 64 letters, digits, \
             `-` and `_`"
        )));
    }
    if name == signin || name == "sign-in" {
        return Err(Error::config(format!(
            "the purpose {name:?} is that of every sign-in, so nothing would be confirmed; change Purpose::NAME"
        )));
    }
    Ok(())
}

impl fmt::Debug for AccountsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountsBuilder")
            .field("purposes", &self.purposes)
            .field("without", &self.without)
            .finish_non_exhaustive()
    }
}

use std::{fmt, future::Future};

use super::{
    Accounts, KnownUser, MagicLinks, Newcomer, Route, SignedIn, StepUp,
    entry::Configured,
    hooks::{Hooks, hook},
    script,
    step_up::Door,
};
use crate::{Client, Error, Gate, Purpose, Rejection, Token, TrustedProxies, VerifiedUser, limits::Clients};

/// What the application decides about its accounts.
///
/// Whoever the service vouches for may sign in, and manage their passkeys. Newcomers and magic links need a hook, and
/// are off until it is written.
///
/// ```
/// use passwordless::accounts::{Accounts, KnownUser, Newcomer};
/// use passwordless::Rejection;
/// # use passwordless::{ApiSecret, Client, Gate, Policy, SessionKey, SingleProcess};
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
/// # fn run(client: Client, gate: Gate) -> Result<(), passwordless::Error> {
/// let account = Accounts::builder(client, gate).newcomers(accept).users(find).build()?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct AccountsBuilder {
    client: Client,
    gate: Gate,
    hooks: Hooks,
    doors: Vec<Door>,
    without: Vec<Route>,
    links: Option<MagicLinks>,
    proxies: TrustedProxies,
}

impl AccountsBuilder {
    pub(super) fn new(client: Client, gate: Gate) -> Self {
        let verifier = client.clone();
        let verify = hook(move |token: Token| {
            let client = verifier.clone();
            async move { client.verify(&token).await.map_err(Rejection::from) }
        });
        let hooks = Hooks { verify, newcomers: None, names: None, users: None, sign_ins: None };
        Self {
            client,
            gate,
            hooks,
            doors: vec![Door::of::<StepUp>()],
            without: Vec::new(),
            links: None,
            proxies: TrustedProxies::default(),
        }
    }

    /// Welcomes newcomers, and decides who gets the name that they ask for: by a unique insert of user id and name.
    ///
    /// The hook is asked once for a finished registration. Who loses the race for a name gets
    /// [`Rejection::name_taken`], and the passkey that belongs to nobody is deleted. Write [`users`](Self::users), too.
    pub fn newcomers<F>(mut self, accept: impl Fn(Newcomer) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        self.hooks.newcomers = Some(hook(accept));
        self
    }

    /// Looks at a name before anybody makes a passkey for it in vain. A courtesy: the decision is
    /// [`newcomers`](Self::newcomers)'.
    pub fn names<F>(mut self, look: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        self.hooks.names = Some(hook(look));
        self
    }

    /// Says which users there are, by the id that was given at registration. Nobody else signs in.
    ///
    /// Must be written where newcomers are welcome: the passkey of somebody who left before the end of the
    /// registration is one that the service vouches for, and only the application knows that there is no such user.
    pub fn users<F>(mut self, find: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Option<KnownUser>, Rejection>> + Send + 'static,
    {
        self.hooks.users = Some(hook(find));
        self
    }

    /// Is asked about each sign-in, a registration included, when every rule was kept and before the session is handed
    /// out: to keep a list of sign-ins, or to say no to somebody who is locked out. An error refuses the sign-in; its
    /// token is spent.
    pub fn sign_ins<F>(mut self, note: impl Fn(SignedIn) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Rejection>> + Send + 'static,
    {
        self.hooks.sign_ins = Some(hook(note));
        self
    }

    /// Lets users who lost their passkeys add one by a link that is sent to them.
    pub fn magic_links(mut self, links: MagicLinks) -> Self {
        self.links = Some(links);
        self
    }

    /// Lets users step up for this purpose. [`StepUp`] is there by itself.
    pub fn purpose<P: Purpose + 'static>(mut self) -> Self {
        if self.doors.iter().all(|door| door.name != P::NAME) {
            self.doors.push(Door::of::<P>());
        }
        self
    }

    /// Believes these proxies about which client a request comes from, by their `X-Forwarded-For`. By default nobody is
    /// believed, and the other end of the connection is the client.
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.proxies = proxies;
        self
    }

    /// Leaves a route out, which is then not found.
    pub fn without(mut self, route: Route) -> Self {
        self.without.push(route);
        self
    }

    /// Asks the service about tokens in this way, in place of [`Client::verify`]: through a stack of services that
    /// bounds how many are asked about at once, say.
    pub fn verify_by<F>(mut self, verify: impl Fn(Token) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<VerifiedUser, Rejection>> + Send + 'static,
    {
        self.hooks.verify = hook(verify);
        self
    }

    /// Checks it all. Does no I/O.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when newcomers are welcome and nobody says who is a user, when
    /// a purpose has a name that the service does not take or is that of a sign-in, or when the page of magic links is
    /// not on an allowed origin.
    pub fn build(self) -> Result<Accounts, Error> {
        let Self { client, gate, hooks, doors, without, links, proxies } = self;
        if hooks.newcomers.is_some() && hooks.users.is_none() {
            return Err(Error::config(
                "newcomers are welcome, but nobody says who became a user, so somebody who left before the end of the \
                 registration could sign in; write AccountsBuilder::users",
            ));
        }
        doors.iter().try_for_each(|door| check_purpose(door.name, gate.signin_purpose()))?;
        let links = links.map(|links| links.checked(gate.origins())).transpose()?;
        let is_there = |route: &Route| match route {
            Route::Register | Route::RegisterComplete => hooks.newcomers.is_some(),
            Route::MagicLink | Route::MagicLinkComplete => links.is_some(),
            _ => true,
        };
        let routes =
            Route::ALL.into_iter().filter(|route| is_there(route) && !without.contains(route)).collect();
        let script_tag = script::tag();
        let clients = Clients::behind(proxies);
        Ok(Accounts::new(Configured { client, gate, hooks, doors, routes, links, clients, script_tag }))
    }
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
            .field("client", &self.client)
            .field("gate", &self.gate)
            .field("purposes", &self.doors)
            .field("without", &self.without)
            .finish_non_exhaustive()
    }
}

use std::{
    fmt,
    net::IpAddr,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use bytes::Bytes;
use http::{HeaderMap, Response, request::Parts};
use passwordless::{
    Client, Rejection, Token, VerifiedUser,
    accounts::Accounts,
    gate::{Expected, Gate},
};

use crate::{
    own_session::{AnyOwnSession, OwnSession},
    refusal::Refusal,
};

/// Finds the address of a request's client.
pub(crate) type FindClient = Arc<dyn Fn(&Parts) -> Option<IpAddr> + Send + Sync>;

pub(crate) type OwnAnswer = dyn Fn(&Refusal<'_>) -> Response<Bytes> + Send + Sync;

/// The settings of a [`Passwordless`].
pub type PasswordlessBuilder = passwordless::PasswordlessBuilder<Passwordless>;

/// Sign-in as it is configured for one application: a [`passwordless::Passwordless`] that makes layers, routes and
/// extractors.
///
/// Built once, cheap to clone. As the state of an axum application it configures the extractors.
///
/// ```no_run
/// use passwordless::{Client, SessionKey, SingleProcess};
/// use passwordless_tower::Passwordless;
/// use tower::ServiceBuilder;
/// # use {bytes::Bytes, http::{Request, Response}, std::convert::Infallible};
/// # async fn handle(request: Request<String>) -> Result<Response<String>, Infallible> { Ok(Response::default()) }
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let passwordless = Passwordless::builder(Client::from_env()?, ["https://app.example"])
///     .key(SessionKey::from_env("SECRET_KEY")?)
///     .store(SingleProcess::new())
///     .sign_in_page("/sign-in")
///     .build()?;
///
/// let guarded = ServiceBuilder::new().layer(passwordless.require()).service_fn(handle);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Passwordless {
    core: passwordless::Passwordless,
    own: Arc<Own>,
    /// Tells what this one found from what another found, which may have other keys and rules.
    instance: u64,
}

/// What the application does in its own way.
#[derive(Clone, Default)]
struct Own {
    answer: Option<Arc<OwnAnswer>>,
    client_address: Option<FindClient>,
    session: Option<Arc<dyn AnyOwnSession>>,
    common: Common,
}

/// The refusal that most requests get: that nobody is signed in, told to a program. To copy its headers costs less than
/// to write them.
#[derive(Clone, Default)]
pub(crate) struct Common {
    pub(crate) plain: OnceLock<HeaderMap>,
    /// With the removal of a session cookie that is expired, revoked or unreadable.
    pub(crate) removing: OnceLock<HeaderMap>,
}

impl Passwordless {
    /// Begins with what cannot be left out: the client, and the origins of the pages on which people sign in, such as
    /// `https://app.example`.
    pub fn builder<I>(client: Client, origins: I) -> PasswordlessBuilder
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        PasswordlessBuilder::new(client, origins)
    }

    /// Answers refusals in the application's own words. See [`Refusal`].
    #[must_use]
    pub fn refuse_with(
        mut self,
        answer: impl Fn(&Refusal<'_>) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Self {
        Arc::make_mut(&mut self.own).answer = Some(Arc::new(answer));
        self
    }

    /// Finds the address of a request's client in the application's own way, in place of
    /// [`trusted_proxies`](passwordless::PasswordlessBuilder::trusted_proxies): by a header of a content delivery
    /// network, for example. Read only what a client cannot write itself.
    ///
    /// No limit per client holds for a request whose client is not known.
    ///
    /// ```
    /// use passwordless_tower::Passwordless;
    ///
    /// fn behind_fly(passwordless: Passwordless) -> Passwordless {
    ///     passwordless.client_address(|head| head.headers.get("fly-client-ip")?.to_str().ok()?.parse().ok())
    /// }
    /// ```
    #[must_use]
    pub fn client_address(mut self, find: impl Fn(&Parts) -> Option<IpAddr> + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.own).client_address = Some(Arc::new(find));
        self
    }

    /// Has the routes of the accounts work over the application's own sessions: no session of ours is opened, and no
    /// session cookie of ours is read or set.
    ///
    /// Where people also register by passkey or follow magic links, set a
    /// [key](passwordless::PasswordlessBuilder::key), which seals what a browser has begun. Do not set `on_sign_in`:
    /// [`OwnSession::begin`] decides which users get a session.
    ///
    /// Call it before anything is made of this `Passwordless`. The way to sign out everywhere is not there, since only
    /// the application knows its sessions. A route that asks for a [`Session`](passwordless::Session) is refused as
    /// misconfigured.
    #[must_use]
    pub fn own_session(mut self, session: impl OwnSession) -> Self {
        Arc::make_mut(&mut self.own).session = Some(Arc::new(session));
        Self { core: self.core.with_own_sessions(), ..self }
    }

    /// The client of the API.
    pub fn client(&self) -> &Client {
        self.core.client()
    }

    /// The rules: to open, seal and end sessions by hand.
    pub fn gate(&self) -> &Gate {
        self.core.gate()
    }

    /// The routes of the accounts, which [`account_service`](Passwordless::account_service) serves.
    pub fn accounts(&self) -> &Accounts {
        self.core.accounts()
    }

    pub(crate) fn core(&self) -> &passwordless::Passwordless {
        &self.core
    }

    pub(crate) fn own_answer(&self) -> Option<&OwnAnswer> {
        self.own.answer.as_deref()
    }

    pub(crate) fn common(&self) -> &Common {
        &self.own.common
    }

    pub(crate) fn find_client(&self) -> Option<FindClient> {
        self.own.client_address.clone()
    }

    pub(crate) fn own_sessions(&self) -> Option<&dyn AnyOwnSession> {
        self.own.session.as_deref()
    }

    pub(crate) fn instance(&self) -> u64 {
        self.instance
    }

    /// Verifies a token and spends it.
    pub(crate) async fn verify_once(
        self,
        token: Token,
        expected: Expected,
        client: Option<IpAddr>,
    ) -> Result<VerifiedUser, Rejection> {
        self.core.verify_once(token, expected, client, SystemTime::now()).await
    }
}

impl From<passwordless::Passwordless> for Passwordless {
    fn from(core: passwordless::Passwordless) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self { core, own: Arc::default(), instance: NEXT.fetch_add(1, Ordering::Relaxed) }
    }
}

impl fmt::Debug for Passwordless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwordless").field("core", &self.core).finish_non_exhaustive()
    }
}

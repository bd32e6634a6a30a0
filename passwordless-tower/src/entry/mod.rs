//! The configured whole.

mod builder;
mod check;
mod identified;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

pub use builder::PasswordlessBuilder;
pub use identified::Identified;
pub(crate) use identified::Who;

use passwordless::{Client, Gate, accounts::Accounts};

use crate::{AccountService, PasskeyAuthLayer, Stack, account::FindClient, refusal::Settings};

/// Sign-in as it is configured for one application: client, origins, key, store, and what is said of refusals.
///
/// Built once, cheap to clone. Layers come of it, and as the state of an axum application it configures the
/// extractors.
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
    configured: Arc<Configured>,
    /// Tells what this one found from what another found, which may have other keys and rules.
    number: u64,
}

/// What all clones share.
pub(crate) struct Configured {
    pub(crate) account: Accounts,
    pub(crate) stack: Stack,
    pub(crate) settings: Settings,
    pub(crate) client_address: Option<FindClient>,
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

    pub(crate) fn new(configured: Configured) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self { configured: Arc::new(configured), number: NEXT.fetch_add(1, Ordering::Relaxed) }
    }

    /// The client of the API.
    pub fn client(&self) -> &Client {
        self.configured.account.client()
    }

    /// The rules at the door: to open, seal and end sessions by hand.
    pub fn gate(&self) -> &Gate {
        self.configured.account.gate()
    }

    /// The routes of the account as a service, to be mounted below a prefix: in axum by
    /// `nest_service("/passkeys", passwordless.account())`.
    ///
    /// Sign-in, step-up, passkeys and sign-out are there; newcomers and magic links need a hook
    /// ([`PasswordlessBuilder::accounts`]). Put no [`require`](Passwordless::require) around them: they guard
    /// themselves.
    pub fn account(&self) -> AccountService {
        AccountService::new(self.configured.account.clone(), self.configured.client_address.clone())
    }

    /// The account itself, for adapters of other frameworks: what [`account`](Passwordless::account) serves.
    pub fn as_account(&self) -> &Accounts {
        &self.configured.account
    }

    /// A layer that never refuses: it leaves what it found in the request's extensions, as [`Identified`].
    ///
    /// It also tells the browser to forget a session cookie that is good for nothing, and seals sessions anew where
    /// they have an idle limit. Extractors and inner layers of the same `Passwordless` reuse what it found.
    pub fn identify(&self) -> PasskeyAuthLayer {
        PasskeyAuthLayer::new(self.clone(), false)
    }

    /// A layer that refuses everybody who is not signed in, and otherwise does what
    /// [`identify`](Passwordless::identify) does. The inner service is not called on refusal.
    ///
    /// Put it around what is to be guarded and nothing else: in axum by `route_layer`, or by `layer` on a router that
    /// is nested. Around a whole application it also guards the way to sign in, and turns every 404 into a 401.
    pub fn require(&self) -> PasskeyAuthLayer {
        PasskeyAuthLayer::new(self.clone(), true)
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.configured.settings
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }
}

impl fmt::Debug for Passwordless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let configured = &self.configured;
        f.debug_struct("Passwordless")
            .field("account", &configured.account)
            .field("settings", &configured.settings)
            .finish_non_exhaustive()
    }
}

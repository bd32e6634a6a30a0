//! `Passwordless`: everything that an application configures, built once for every framework.

mod build;
mod build_error;
mod builder;
mod cookie_name;
mod known_passkeys;
mod people;
mod well_known;

use std::{fmt, net::IpAddr, sync::Arc, time::SystemTime};

pub use build_error::BuildError;
pub use builder::PasswordlessBuilder;

use crate::{
    Client, Gate, Rejection, Session, Token, VerifiedUser,
    accounts::Accounts,
    gate::Expected,
    refusal::{Refusal, Settings},
    well_known::Documents,
};

/// Sign-in as it is configured for one application: client, rules, accounts, and how refusals are told.
///
/// Built once, cheap to clone. The crates for frameworks dress it: `passwordless_tower::Passwordless` makes layers and
/// routes of it, `passwordless_rocket::Passwordless` puts it into Rocket's state. All of them are set up by the one
/// [`PasswordlessBuilder`].
///
/// # An adapter for another framework
///
/// It needs five things, and all of them are fed from the request's headers and know no framework:
///
/// - who a request comes from: [`Gate::request`], then [`Gate::check`];
/// - the routes of the accounts: [`Accounts::request`], then [`Accounts::answer`];
/// - a refusal: [`refusal`](Passwordless::refusal), then [`Refusal::answer`];
/// - the session cookie of an answer that is about to be sent: [`Gate::reply`];
/// - the documents at well-known addresses: [`well_known`](Passwordless::well_known).
#[derive(Clone)]
pub struct Passwordless {
    configured: Arc<Configured>,
}

/// What all clones share.
struct Configured {
    gate: Gate,
    accounts: Accounts,
    refusals: Settings,
    documents: Documents,
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

    fn new(accounts: Accounts, refusals: Settings, documents: Documents) -> Self {
        let gate = accounts.gate().clone();
        Self { configured: Arc::new(Configured { gate, accounts, refusals, documents }) }
    }

    /// The client of the API.
    pub fn client(&self) -> &Client {
        self.configured.accounts.client()
    }

    /// The rules: to open, seal and end sessions by hand.
    pub fn gate(&self) -> &Gate {
        &self.configured.gate
    }

    /// The routes of the accounts.
    pub fn accounts(&self) -> &Accounts {
        &self.configured.accounts
    }

    /// The same, over sessions of the application's own. For adapters, which hand such a session in with each request of
    /// the accounts' routes: [`Request::own_session`](crate::accounts::Request::own_session).
    #[must_use]
    pub fn with_own_sessions(&self) -> Self {
        let gate = self.gate().clone().with_own_sessions();
        let accounts = self.accounts().with_own_sessions(gate.clone());
        let Configured { refusals, documents, .. } = &*self.configured;
        let (refusals, documents) = (refusals.clone(), documents.clone());
        Self { configured: Arc::new(Configured { gate, accounts, refusals, documents }) }
    }

    /// A rejection that is to be told to a request with this method, path and query.
    pub fn refusal<'a>(
        &'a self,
        rejection: Rejection,
        method: &'a str,
        path: &'a str,
        query: Option<&'a str>,
    ) -> Refusal<'a> {
        Refusal::new(rejection, (method, path, query), &self.configured.refusals)
    }

    /// Opens a session for a user whom the application identified itself, and tells its hook `on_sign_in`: see
    /// [`Gate::sign_in_known`].
    ///
    /// # Errors
    ///
    /// As for [`Gate::sign_in_known`], and whatever the hook says.
    pub async fn sign_in_known(
        &self,
        user_id: &str,
        over: Option<&Session>,
        now: SystemTime,
    ) -> Result<Session, Rejection> {
        let session = self.gate().sign_in_known(user_id, over, now).await?;
        self.accounts().announce_known(&session).await?;
        Ok(session)
    }

    /// Verifies a token that came with a request, for what the route expects, and spends it. No session is opened.
    ///
    /// `client` is who sent the request ([`Accounts::client_of`]), for the limit of
    /// [`tokens_per_client`](crate::accounts::RateLimits::tokens_per_client). Once the service has said whose token it is,
    /// it counts for the user as well, as a sign-in does.
    ///
    /// # Errors
    ///
    /// The [`Rejection`]: the client or the user handed in too many tokens; the token is not good or not ours, was spent
    /// before, or could not be asked about.
    pub async fn verify_once(
        &self,
        token: Token,
        expected: Expected,
        client: Option<IpAddr>,
        now: SystemTime,
    ) -> Result<VerifiedUser, Rejection> {
        self.accounts().count_token(client, now)?;
        let user = self.accounts().verify(token).await?;
        self.accounts().count_sign_in(user.user_id(), now)?;
        self.gate().accept_for(&user, expected, now).await?;
        tracing::info!(target: "passwordless.token_accepted", user_id = user.user_id(), "accepted a token");
        Ok(user)
    }
}

impl fmt::Debug for Passwordless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Configured { accounts, refusals, .. } = &*self.configured;
        f.debug_struct("Passwordless").field("accounts", accounts).field("refusals", refusals).finish()
    }
}

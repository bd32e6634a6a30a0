//! The one place where it is decided who a request comes from, and who may sign in.

mod admit;
mod check;
mod expected;
mod known;
mod known_passkeys;
mod lease;
mod passkeys;
mod reply;
mod request;
mod revoke;
mod sign_out;
mod step_up;
mod visitor;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

pub use admit::{Admission, Examined};
pub use expected::Expected;
pub(crate) use known_passkeys::Known;
pub use reply::Reply;
pub use request::Request;
pub use sign_out::SignedOut;
pub(crate) use sign_out::{is_outage, warn_incomplete};
pub use visitor::Visitor;

use super::{
    Policy, SessionKey, Store, StoreError, StoreFuture,
    random::no_randomness,
    session::{Session, SessionCookie, SessionLimits},
};
use crate::{Error, Rejection};

/// The rules of one application: who a request comes from, and who may sign in.
///
/// Every framework's layer, extractor or guard asks it, so all of them answer alike. It knows no framework; times are
/// arguments. Cheap to clone.
///
/// ```
/// use passwordless::{Policy, SessionKey, SingleProcess, gate::{Gate, Visitor}};
/// use std::time::SystemTime;
///
/// let policy = Policy::new(["https://app.example"])?;
/// let gate = Gate::new(policy, SessionKey::generate()?, SingleProcess::new())?;
///
/// let mut request = gate.request("GET");
/// request.cookie(b"theme=dark");
/// assert!(matches!(gate.check(&request, SystemTime::now()), Ok(Visitor::Nobody { .. })));
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Gate {
    rules: Arc<Rules>,
}

/// How long a store may take, so that one that stopped answering holds up nobody.
const STORE_DEADLINE: Duration = Duration::from_secs(5);

/// What all clones share.
#[derive(Debug, Clone)]
struct Rules {
    policy: Policy,
    key: SessionKey,
    cookie: SessionCookie,
    limits: SessionLimits,
    store: Arc<dyn Store>,
    sessions: Sessions,
    only_known_passkeys: bool,
}

/// Whose sessions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sessions {
    Ours,
    /// The application's own, over which our routes work.
    Own,
    /// The application's own, of which we know nothing.
    Elsewhere,
}

impl Gate {
    /// A gate with sessions of 24 hours.
    ///
    /// The session cookie is `Secure` and bound to its host when the policy's origins are https, and plain when they
    /// are all on this machine.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the policy's origins mix https with plain http.
    pub fn new(policy: Policy, key: SessionKey, store: impl Store) -> Result<Self, Error> {
        let cookie = SessionCookie::of_origins(policy.origins())?;
        let rules = Rules {
            policy,
            key,
            cookie,
            limits: SessionLimits::default(),
            store: Arc::new(store),
            sessions: Sessions::Ours,
            only_known_passkeys: false,
        };
        Ok(Self { rules: Arc::new(rules) })
    }

    /// A gate for an application with sessions of its own: it takes tokens, reads no cookie, and sets none.
    ///
    /// # Errors
    ///
    /// As for [`new`](Gate::new).
    pub fn without_sessions(policy: Policy, store: impl Store) -> Result<Self, Error> {
        // Nothing is ever sealed with it.
        let key = SessionKey::generate()?;
        let mut gate = Self::new(policy, key, store)?;
        Arc::make_mut(&mut gate.rules).sessions = Sessions::Elsewhere;
        Ok(gate)
    }

    /// The same rules over sessions of the application's own: no session cookie is read or set. What is sealed for
    /// newcomers and magic links stays.
    #[must_use]
    pub(crate) fn with_own_sessions(mut self) -> Self {
        Arc::make_mut(&mut self.rules).sessions = Sessions::Own;
        self
    }

    /// Whether there are sessions of ours at all.
    ///
    /// # Errors
    ///
    /// A 500, and a sentence in the log, for a route that asks for a session where there are none.
    pub fn require_sessions(&self) -> Result<(), Rejection> {
        if self.has_sessions() {
            return Ok(());
        }
        tracing::error!(
            target: "passwordless.misconfigured",
            "a route asks for a session of ours, and this application has its own; ask for that one, with a `VerifiedUser` \
             or a `Confirmed` where a passkey is to be used, or leave `without_sessions` and `own_session` out"
        );
        Err(Rejection::misconfigured())
    }

    pub(crate) fn has_sessions(&self) -> bool {
        self.sessions() == Sessions::Ours
    }

    pub(crate) fn sessions(&self) -> Sessions {
        self.rules.sessions
    }

    /// Other limits for sessions.
    #[must_use]
    pub fn session_limits(mut self, limits: SessionLimits) -> Self {
        Arc::make_mut(&mut self.rules).limits = limits;
        self
    }

    /// The origins of the pages on which people sign in, written as browsers do, such as `https://app.example`.
    pub fn origins(&self) -> &[String] {
        self.rules.policy.origins()
    }

    /// Another name for the session cookie than `passwordless`, as
    /// [`cookie_name`](crate::PasswordlessBuilder::cookie_name) sets it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when a cookie cannot have it.
    pub fn with_cookie_name(mut self, name: &str) -> Result<Self, Error> {
        let cookie = self.rules.cookie.named(name)?;
        Arc::make_mut(&mut self.rules).cookie = cookie;
        Ok(self)
    }

    /// The name of the session cookie: `__Host-passwordless`, or `passwordless` on this machine, unless another was set.
    pub fn cookie_name(&self) -> &str {
        self.rules.cookie.name()
    }

    /// The `Set-Cookie` of another cookie than the session's.
    pub(crate) fn set_named_cookie(&self, name: &str, value: &str, max_age: Duration) -> String {
        self.rules.cookie.set_named(name, value, max_age)
    }

    /// The value of the `Set-Cookie` header that makes a browser keep the session.
    ///
    /// # Errors
    ///
    /// A 503 when the system has no random bytes to give.
    pub fn set_cookie(&self, session: &Session, now: SystemTime) -> Result<String, Rejection> {
        let value = self.rules.key.seal_cookie(self.rules.cookie.name(), session.as_text());
        let max_age = session.expires_at().duration_since(now).unwrap_or_default();
        Ok(self.rules.cookie.set(&value.map_err(no_randomness)?, max_age))
    }

    /// The value of the `Set-Cookie` header that makes a browser forget the session.
    pub fn remove_cookie(&self) -> &str {
        self.rules.cookie.remove()
    }

    /// The session as a bearer, for a client without cookies: `Authorization: Bearer sealed_…`.
    ///
    /// Whoever holds it is signed in until the session ends. It is no cookie, and a cookie is no bearer.
    ///
    /// # Errors
    ///
    /// A 503 when the system has no random bytes to give.
    pub fn bearer(&self, session: &Session) -> Result<String, Rejection> {
        self.rules.key.seal_bearer(session.as_text()).map_err(no_randomness)
    }

    /// Seals a text for this use only: what is sealed for one use opens for no other, the session's included.
    /// Seals for whatever is no session, in letters that may stand in a link.
    pub(crate) fn seal_for(&self, name: &str, text: &str) -> Result<String, Rejection> {
        self.rules.key.seal_kept(name, text).map_err(no_randomness)
    }

    pub(crate) fn open_for<T>(
        &self,
        name: &str,
        value: &[u8],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.rules.key.open_kept(name, value, read)
    }

    pub(crate) fn signin_purpose(&self) -> &str {
        self.rules.policy.signin_purpose()
    }

    async fn store_answers<T>(&self, answer: StoreFuture<'_, T>) -> Result<T, Rejection> {
        Ok(self.asked(answer).await?)
    }

    /// What the store answers in time, before it becomes a refusal, which is logged.
    async fn asked<T>(&self, answer: StoreFuture<'_, T>) -> Result<T, StoreError> {
        match tokio::time::timeout(STORE_DEADLINE, answer).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(StoreError::unavailable(elapsed)),
        }
    }
}

#[cfg(test)]
mod tests;

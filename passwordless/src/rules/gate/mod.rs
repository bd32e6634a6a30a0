//! The one place where it is decided who a request comes from, and who may sign in.

mod account;
mod guard;
mod presented;
mod reply;
mod revoke;
mod sign_in;
mod visitor;

use std::{sync::Arc, time::SystemTime};

pub(crate) use account::random_mark;
pub use presented::Presented;
pub use reply::Reply;
pub use visitor::Visitor;

use super::{
    Policy, SessionKey, Store,
    session::{Limits, Session, SessionCookie},
};
use crate::{Error, Rejection};

/// The rules of one application, at its door: who a request comes from, and who may sign in.
///
/// Every framework's layer, extractor or guard asks it, so all of them answer alike. It knows no framework; times are
/// arguments. Cheap to clone.
///
/// ```
/// use passwordless::{Gate, Policy, SessionKey, SingleProcess, Visitor};
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

/// What all clones share.
#[derive(Debug, Clone)]
struct Rules {
    policy: Policy,
    key: SessionKey,
    cookie: SessionCookie,
    limits: Limits,
    store: Arc<dyn Store>,
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
        let rules = Rules { policy, key, cookie, limits: Limits::default(), store: Arc::new(store) };
        Ok(Self { rules: Arc::new(rules) })
    }

    /// Other limits for sessions.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        Arc::make_mut(&mut self.rules).limits = limits;
        self
    }

    /// The origins of the pages on which people sign in, written as browsers do, such as `https://app.example`.
    pub fn origins(&self) -> &[String] {
        self.rules.policy.origins()
    }

    /// The name of the session cookie: `__Host-passwordless`, or `passwordless` on this machine.
    pub fn cookie_name(&self) -> &'static str {
        self.rules.cookie.name()
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
    pub fn remove_cookie(&self) -> &'static str {
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
}

fn no_randomness(_: aws_lc_rs::error::Unspecified) -> Rejection {
    tracing::error!(name: "passwordless.randomness", "the system has no random bytes to give");
    Rejection::unavailable()
}

#[cfg(test)]
mod tests;

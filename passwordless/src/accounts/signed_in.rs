//! A sign-in that kept every rule, as the application is told of it.

use std::{fmt, net::IpAddr};

use super::{Accounts, Request};
use crate::{Rejection, Session};

/// A browser says in a hundred bytes or two which one it is.
const LONGEST_AGENT: usize = 256;

/// Somebody is about to be signed in: every rule was kept, and the session is not handed out yet.
///
/// The hook [`AccountsBuilder::sign_ins`](super::AccountsBuilder::sign_ins) is asked about them.
#[derive(Clone)]
pub struct SignedIn {
    session: Session,
    client: Option<IpAddr>,
    agent: Option<String>,
}

impl SignedIn {
    /// The session that is about to begin. Its [mark](Session::mark) is what ends it later.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The address of the client, if it is known.
    pub fn client(&self) -> Option<IpAddr> {
        self.client
    }

    /// What the browser says it is (`User-Agent`), at most 256 bytes of it. Anybody can say anything.
    pub fn user_agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("session", &self.session).finish_non_exhaustive()
    }
}

impl Accounts {
    /// Tells the application, which may have reasons of its own to say no.
    pub(super) async fn announce(&self, session: &Session, request: &Request<'_>) -> Result<(), Rejection> {
        let Some(sign_ins) = &self.hooks().sign_ins else { return Ok(()) };
        let agent = request.agent.map(|agent| &agent[..agent.len().min(LONGEST_AGENT)]);
        let agent = agent.map(|agent| String::from_utf8_lossy(agent).into_owned());
        sign_ins(SignedIn { session: session.clone(), client: self.client_of(request), agent }).await
    }
}

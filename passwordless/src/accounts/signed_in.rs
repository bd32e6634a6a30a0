//! A sign-in that kept every rule, as the application is told of it.

use std::{fmt, net::IpAddr};

use super::{Accounts, NotedSignIn, Request};
use crate::{Rejection, Session};

/// A browser says in a hundred bytes or two which one it is.
const LONGEST_AGENT: usize = 256;

/// A sign-in that is about to succeed: every check has passed, and the session is not issued yet.
///
/// The argument of [`AccountsBuilder::on_sign_in`](super::AccountsBuilder::on_sign_in).
#[derive(Clone)]
pub struct SignIn {
    session: Session,
    client: Option<IpAddr>,
    agent: Option<String>,
}

impl SignIn {
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

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("session", &self.session).finish_non_exhaustive()
    }
}

impl Accounts {
    /// Tells the application of a session that it asked for itself.
    pub(crate) async fn announce_known(&self, session: &Session) -> Result<(), Rejection> {
        self.tell(SignIn { session: session.clone(), client: None, agent: None }).await
    }

    /// Tells the application, which may have reasons of its own to say no, and writes the sign-in down.
    pub(super) async fn announce(&self, session: &Session, request: &Request<'_>) -> Result<(), Rejection> {
        let agent = request.agent.map(|agent| &agent[..agent.len().min(LONGEST_AGENT)]);
        let agent = agent.map(|agent| String::from_utf8_lossy(agent).into_owned());
        self.tell(SignIn { session: session.clone(), client: self.client_of(request), agent }).await
    }

    async fn tell(&self, sign_in: SignIn) -> Result<(), Rejection> {
        let SignIn { session, client, agent } = &sign_in;
        let noted = || NotedSignIn::of(session, *client, agent.clone());
        let noted = self.hooks().sign_in_list.as_ref().map(|list| (list, noted()));
        if let Some(sign_ins) = &self.hooks().sign_ins {
            sign_ins(sign_in).await?;
        }
        // One that its user could not see does not count.
        if let Some((list, noted)) = noted {
            list.note(&noted).await?;
        }
        Ok(())
    }
}

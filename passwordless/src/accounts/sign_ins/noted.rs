use std::{fmt, net::IpAddr, time::SystemTime};

use crate::{Session, store::SessionMarks};

/// A sign-in as it was written down: what a store of [`SignIns`](super::SignIns) keeps.
///
/// Nobody can sign in with any of it.
#[derive(Clone, PartialEq, Eq)]
pub struct NotedSignIn {
    user_id: String,
    marks: SessionMarks,
    began_at: SystemTime,
    expires_at: SystemTime,
    last_seen_at: SystemTime,
    address: Option<String>,
    user_agent: Option<String>,
}

impl NotedSignIn {
    /// A sign-in that was kept: whose it is, what the session is known by, when it began and when it ends by itself.
    pub fn new(
        user_id: impl Into<String>,
        marks: SessionMarks,
        began_at: SystemTime,
        expires_at: SystemTime,
    ) -> Self {
        let user_id = user_id.into();
        Self { user_id, marks, began_at, expires_at, last_seen_at: began_at, address: None, user_agent: None }
    }

    /// With when the session was last seen.
    #[must_use]
    pub fn last_seen(self, at: SystemTime) -> Self {
        Self { last_seen_at: at, ..self }
    }

    /// With the address of the client, and with what the browser said it is, where they were known.
    #[must_use]
    pub fn from_client(self, address: Option<String>, user_agent: Option<String>) -> Self {
        Self { address, user_agent, ..self }
    }

    pub(in crate::accounts) fn of(
        session: &Session,
        client: Option<IpAddr>,
        user_agent: Option<String>,
    ) -> Self {
        let address = client.map(|address| address.to_canonical().to_string());
        Self::new(session.user_id(), *session.marks(), session.signed_in_at(), session.expires_at())
            .from_client(address, user_agent)
    }

    /// Who signed in.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// What the session is known by.
    pub fn marks(&self) -> &SessionMarks {
        &self.marks
    }

    /// When the user signed in.
    pub fn began_at(&self) -> SystemTime {
        self.began_at
    }

    /// When the session ends by itself.
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }

    /// When the session was last seen: at the sign-in, on the account's pages, and wherever
    /// [`Accounts::seen`](super::super::Accounts::seen) was called.
    pub fn last_seen_at(&self) -> SystemTime {
        self.last_seen_at
    }

    /// The address of the client at the sign-in, if it was known.
    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    /// What the browser said it is (`User-Agent`), at most 256 bytes of it. Anybody can say anything.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }
}

/// Not where somebody was.
impl fmt::Debug for NotedSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotedSignIn")
            .field("user_id", &self.user_id)
            .field("marks", &self.marks)
            .field("began_at", &self.began_at)
            .field("expires_at", &self.expires_at)
            .field("last_seen_at", &self.last_seen_at)
            .finish_non_exhaustive()
    }
}

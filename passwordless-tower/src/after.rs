use std::time::SystemTime;

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{CACHE_CONTROL, SET_COOKIE},
};
use passwordless::{Session, gate::Visitor};

use crate::{identified::Identified, passwordless::Passwordless};

/// What is to be done about the session cookie when the answer is there, by whom.
#[derive(Debug)]
pub(crate) struct After {
    passwordless: Passwordless,
    what: What,
}

#[derive(Debug)]
enum What {
    /// The browser keeps a session cookie that is expired, revoked or unreadable.
    Remove,
    /// A session with an idle limit was used, which is noted.
    Note(Session),
}

impl After {
    /// Nothing, most of the time.
    pub(crate) fn of(passwordless: &Passwordless, found: &Identified) -> Option<Self> {
        let what = match found.visitor()? {
            Visitor::Session(session) if passwordless.gate().has_idle_limit() => What::Note(session.clone()),
            Visitor::Nobody { remove_cookie: true } => What::Remove,
            _ => return None,
        };
        Some(Self { passwordless: passwordless.clone(), what })
    }

    /// Whether the browser forgets its session cookie, and nothing else is done.
    pub(crate) fn removes(&self) -> bool {
        matches!(self.what, What::Remove)
    }

    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        let mut reply = self.passwordless.gate().reply();
        headers.get_all(SET_COOKIE).iter().for_each(|value| reply.set_cookie(value.as_bytes()));
        headers.get_all(CACHE_CONTROL).iter().for_each(|value| reply.cache_control(value.as_bytes()));
        let session = match &self.what {
            What::Remove => None,
            What::Note(session) => Some(session),
        };
        for (name, value) in reply.headers(session, SystemTime::now()) {
            // The core's headers are well formed.
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.append(HeaderName::from_static(name), value);
            }
        }
    }
}

//! Our memory of a sign-in, which the browser keeps for us, sealed.

mod cookie;
mod fresh;
mod limits;
mod opened_by;
mod text;

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

pub(super) use cookie::SessionCookie;
pub use fresh::{Fresh, Purpose};
pub use limits::SessionLimits;
pub use opened_by::OpenedBy;
pub(super) use text::{MAX_TEXT, StepUp, Text};

use serde::Deserialize;

use super::store::SessionMarks;
use crate::{CredentialId, Mark};

/// Who is signed in, and since when.
///
/// The server keeps nothing of it: the browser holds it, sealed, as a cookie or a bearer. What ends it early is kept
/// in the [`Store`](crate::Store). Cheap to clone.
#[derive(Clone)]
pub struct Session {
    /// What was unsealed; the id and the user are slices of it.
    text: Arc<str>,
    read: text::Read,
    form: Form,
}

/// How a session travels: sent by a browser by itself, or by a program on purpose.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    #[default]
    Cookie,
    Bearer,
}

impl Session {
    /// Reads what was unsealed.
    pub(super) fn read(text: &str, form: Form) -> Option<Self> {
        let read = text::read(text)?;
        Some(Self { text: text.into(), read, form })
    }

    /// Writes a text, and reads it again: what would be read as another user is never sealed.
    pub(super) fn write(text: &Text<'_>, form: Form) -> Option<Self> {
        let session = Self::read(&text.to_string(), form)?;
        (session.user_id() == text.user_id).then_some(session)
    }

    /// What is sealed.
    pub(super) fn as_text(&self) -> &str {
        &self.text
    }

    /// The parts, to write another text with some of them changed.
    pub(super) fn parts(&self) -> Text<'_> {
        self.read.parts(&self.text)
    }

    /// All that the store is asked about the session. A list of sessions keeps it, to say later which of them have
    /// ended, however they did: [`Gate::has_ended`](crate::Gate::has_ended). Nobody can sign in with it.
    pub fn marks(&self) -> &SessionMarks {
        &self.read.marks
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    pub(crate) fn is_bearer(&self) -> bool {
        self.form == Form::Bearer
    }

    /// The session's id, for lists and logs. Nobody can sign in with it. A step-up keeps it, a sign-in never does.
    pub fn id(&self) -> &str {
        self.read.id(&self.text)
    }

    /// What the store knows the session by. A list of sessions keeps it, to end one of them from elsewhere:
    /// [`Gate::end_session`](crate::Gate::end_session). Nobody can sign in with it.
    pub fn mark(&self) -> Mark {
        self.read.marks.session
    }

    /// Who is signed in, by the id that was given at registration.
    pub fn user_id(&self) -> &str {
        self.read.user_id(&self.text)
    }

    /// Whether this passkey opened the session.
    pub fn is_opened_by(&self, credential: &CredentialId) -> bool {
        self.read.marks.credential == Some(Mark::credential(credential))
    }

    /// When the user signed in: when the passkey was used, if one was, by the service's clock and no later than ours says.
    pub fn signed_in_at(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(self.read.signed_in_ms)
    }

    /// When the session ends at the latest, in whole seconds.
    pub fn expires_at(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.read.expires)
    }

    /// When the session was last sealed. Only an idle limit makes this later than the sign-in.
    pub fn last_seen_at(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.read.seen)
    }

    /// The purpose for which the user last stepped up, and when, in whole seconds.
    pub fn stepped_up(&self) -> Option<(&str, SystemTime)> {
        let step_up = self.parts().step_up?;
        Some((step_up.purpose, SystemTime::UNIX_EPOCH + Duration::from_secs(step_up.at)))
    }

    /// What opened the session. A step-up does not change it.
    pub fn opened_by(&self) -> OpenedBy {
        self.read.opened_by
    }

    /// When the user last used a passkey: to sign in, or to step up for any purpose. `None` in a session that something
    /// else opened, until its user steps up.
    pub fn passkey_used_at(&self) -> Option<SystemTime> {
        let signed_in = self.opened_by().is_a_passkey().then(|| self.signed_in_at());
        self.stepped_up().map(|(_, at)| at).max(signed_in)
    }
}

/// Whole seconds since 1970, in which times are sealed.
pub(crate) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// How long ago something was. Seconds are cut off, and the clocks of two servers differ, so what lies ahead by a minute
/// at most has no age; what lies further ahead has none that could be believed.
pub(crate) fn age(at: SystemTime, now: SystemTime) -> Option<Duration> {
    const AHEAD: Duration = Duration::from_secs(60);
    match now.duration_since(at) {
        Ok(age) => Some(age),
        Err(ahead) => (ahead.duration() <= AHEAD).then_some(Duration::ZERO),
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user_id", &self.user_id())
            .field("opened_by", &self.opened_by())
            .field("signed_in_at", &self.signed_in_at())
            .field("expires_at", &self.expires_at())
            .field("stepped_up", &self.stepped_up())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

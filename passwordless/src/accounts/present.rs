use std::time::SystemTime;

use super::proof::{Proof, Proofs};
use crate::Session;

/// Who is signed in, in a session of the application's own.
///
/// ```
/// use passwordless::accounts::{Present, Proof};
/// use std::time::SystemTime;
///
/// # let (handle, name, password_at) = ("7Vf0qOeCLmZk", "Pat", SystemTime::now());
/// let present = Present::new(handle, name).proved(Proof::Password, password_at);
/// ```
#[derive(Debug, Clone)]
pub struct Present {
    user_id: String,
    name: String,
    proofs: Proofs,
}

impl Present {
    /// A user, by the id that the service knows their passkeys by, and the name that browsers show beside them.
    ///
    /// The id should be random: with the public key anybody may ask the service whether a user has passkeys.
    pub fn new(user_id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), name: name.into(), proofs: Proofs::default() }
    }

    /// Notes by what the user of *this* session proved who they are, and when. Without it nothing was proved a short
    /// while ago.
    ///
    /// May be called for each sort of proof; the latest of each counts. The time must be kept where the user cannot
    /// change it and together with whose it is: in the session at the server, or sealed beside the user's id.
    #[must_use]
    pub fn proved(mut self, by: Proof, at: SystemTime) -> Self {
        self.proofs.note(by, at);
        self
    }

    /// The user, by the id that the service knows their passkeys by.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The name that browsers show beside the user's passkeys.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn proofs(&self) -> &Proofs {
        &self.proofs
    }
}

/// The user of a session of ours, with what opened it and when a passkey was used, under their id as their name.
impl From<&Session> for Present {
    fn from(session: &Session) -> Self {
        let user_id = session.user_id().to_owned();
        Self { name: user_id.clone(), user_id, proofs: Proofs::of(session) }
    }
}

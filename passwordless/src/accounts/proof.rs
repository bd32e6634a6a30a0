//! What a user proved, by what, and when: whether that is enough to change the account's passkeys.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::Accounts;
use crate::{
    Purpose, Session, StepUp,
    gate::OpenedBy,
    rejection::{Fixed, Rejection},
    rules::age,
};

/// By what users proved who they are. With `serde` it is kept in a session, beside the time: `passkey`, `password`,
/// `link`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// A passkey.
    Passkey,
    /// A password, another provider, or whatever else the application knows its users by.
    Password,
    /// A link that was sent to the user.
    Link,
}

/// When a user last proved who they are, by each of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Proofs {
    passkey: Option<SystemTime>,
    password: Option<SystemTime>,
    link: Option<SystemTime>,
}

impl Proofs {
    pub(super) fn of(session: &Session) -> Self {
        let mut proofs = Self { passkey: session.passkey_used_at(), ..Self::default() };
        match session.opened_by() {
            OpenedBy::Passkey | OpenedBy::Registration => {}
            OpenedBy::Link => proofs.note(Proof::Link, session.signed_in_at()),
            OpenedBy::GeneratedToken | OpenedBy::Application => {
                proofs.note(Proof::Password, session.signed_in_at());
            }
        }
        proofs
    }

    pub(super) fn note(&mut self, by: Proof, at: SystemTime) {
        let last = match by {
            Proof::Passkey => &mut self.passkey,
            Proof::Password => &mut self.password,
            Proof::Link => &mut self.link,
        };
        *last = (*last).max(Some(at));
    }

    /// The same without links, which are never enough for what cannot be undone.
    pub(super) fn without_link(self) -> Self {
        Self { link: None, ..self }
    }

    /// Whether this was proved a short while ago, so that the session is likely to be in its user's hands.
    fn is_recent(proved: Option<SystemTime>, now: SystemTime) -> bool {
        proved.and_then(|at| age(at, now)).is_some_and(|age| age <= StepUp::MAX_AGE)
    }
}

impl Accounts {
    /// Refuses a user who has not proved enough to delete a passkey: a link never is, and a password only where the
    /// application says so.
    pub(super) fn may_delete(&self, proofs: &Proofs, now: SystemTime) -> Result<(), Rejection> {
        let password = self.password_counts() && Proofs::is_recent(proofs.password, now);
        match password || Proofs::is_recent(proofs.passkey, now) {
            true => Ok(()),
            false => Err(Rejection::step_up_required::<StepUp>()),
        }
    }

    /// Refuses a user who has not proved enough to delete the account: as to delete a passkey, and where there is none, a
    /// password is enough.
    pub(super) fn may_leave(
        &self,
        proofs: &Proofs,
        has_passkeys: bool,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        match (self.may_delete(proofs, now), Proofs::is_recent(proofs.password, now)) {
            (Err(step_up), _) if has_passkeys => Err(step_up),
            (Err(_), false) => Err(Rejection::of(Fixed::SignInAgain)),
            _ => Ok(()),
        }
    }

    /// Refuses a user who has not proved enough to add a passkey: a password is enough for the first one only, unless
    /// the application says otherwise.
    pub(super) async fn may_add(
        &self,
        user_id: &str,
        proofs: &Proofs,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        if Proofs::is_recent(proofs.passkey, now) || Proofs::is_recent(proofs.link, now) {
            return Ok(());
        }
        let password = Proofs::is_recent(proofs.password, now);
        if password && self.password_counts() {
            return Ok(());
        }
        // What the service lists decides, since nobody else knows whether there is one already. A passkey of which the
        // application was never told does not count.
        let credentials = self.client().credentials(user_id).await?;
        let unknown = self.unknown_of(&credentials, user_id).await?;
        match (credentials.len() == unknown.len(), password) {
            (true, true) => Ok(()),
            (true, false) => Err(Rejection::of(Fixed::SignInAgain)),
            (false, _) => Err(Rejection::step_up_required::<StepUp>()),
        }
    }
}

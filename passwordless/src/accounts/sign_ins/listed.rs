use std::time::SystemTime;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use super::{AnySignIns, NotedSignIn, device::device};
use crate::{
    Session,
    accounts::Accounts,
    rejection::{Fixed, Rejection},
};

/// A sign-in as its user sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSignIn {
    noted: NotedSignIn,
    state: SignInState,
}

/// What has become of a [`ListedSignIn`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SignInState {
    /// It is the session that asks.
    Current,
    /// It counts, elsewhere.
    Active,
    /// It was ended, in whatever way.
    Ended,
    /// It ended by itself.
    Expired,
}

impl ListedSignIn {
    /// By which it is ended: [`Accounts::end_sign_in`]. Nobody can sign in with it.
    pub fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.noted.marks().session.as_bytes())
    }

    /// What has become of it.
    pub fn state(&self) -> SignInState {
        self.state
    }

    /// Browser and system in words, such as "Chrome on Linux". Anybody can say anything, so it is for the eye only.
    pub fn device(&self) -> String {
        device(self.noted.user_agent().unwrap_or_default())
    }

    /// What was written down.
    pub fn noted(&self) -> &NotedSignIn {
        &self.noted
    }
}

impl Accounts {
    /// The sign-ins of whoever has this session, for a page of the application's own: this one first, then the newest.
    ///
    /// # Errors
    ///
    /// [`Rejection::misconfigured`] where none are written down
    /// ([`sign_ins`](super::super::AccountsBuilder::sign_ins)); 503 where the list or the store does not answer.
    pub async fn sign_ins(&self, session: &Session, now: SystemTime) -> Result<Vec<ListedSignIn>, Rejection> {
        let list = |noted: NotedSignIn| {
            let state = self.state_of(&noted, session, now)?;
            Ok(ListedSignIn { noted, state })
        };
        let noted = self.noted_sign_ins()?.of(session.user_id()).await?;
        let mut listed = noted.into_iter().map(list).collect::<Result<Vec<_>, Rejection>>()?;
        listed.sort_by_key(|sign_in| sign_in.state != SignInState::Current);
        Ok(listed)
    }

    /// Ends one of the sign-ins of whoever has this session, and says whether it was this very session: remove its cookie
    /// then.
    ///
    /// # Errors
    ///
    /// 404 `unknown_sign_in` where it is not on the user's list; as for [`sign_ins`](Self::sign_ins); 503 where it is not
    /// certain that the store heard of it.
    pub async fn end_sign_in(&self, session: &Session, id: &str, now: SystemTime) -> Result<bool, Rejection> {
        let noted = self.noted_sign_ins()?.of(session.user_id()).await?;
        let is_meant = |noted: &NotedSignIn| URL_SAFE_NO_PAD.encode(noted.marks().session.as_bytes()) == id;
        let noted = noted.into_iter().find(is_meant).ok_or(Rejection::of(Fixed::UnknownSignIn))?;
        let mark = noted.marks().session;
        self.gate().end_session(session.user_id(), mark, noted.expires_at(), now).await?;
        Ok(mark == session.mark())
    }

    /// Notes that this session was seen, once a minute at most, where sign-ins are written down. The routes of the account do
    /// it; call it where your users are otherwise. Nobody is refused because it cannot be written.
    pub async fn seen(&self, session: &Session, now: SystemTime) {
        let Some(list) = &self.hooks().sign_in_list else { return };
        if let Err(error) = list.seen(session.user_id(), session.mark(), now).await {
            // Logged as it becomes a refusal, which nobody is told.
            let _ = Rejection::from(error);
        }
    }

    fn noted_sign_ins(&self) -> Result<&dyn AnySignIns, Rejection> {
        self.hooks().sign_in_list.as_deref().ok_or_else(|| {
            tracing::error!(
                target: "passwordless.misconfigured",
                "no sign-ins are written down; set AccountsBuilder::sign_ins"
            );
            Rejection::misconfigured()
        })
    }

    /// The truth about it: a session ends in many ways, and whether it counts is the gate's to say.
    fn state_of(
        &self,
        noted: &NotedSignIn,
        session: &Session,
        now: SystemTime,
    ) -> Result<SignInState, Rejection> {
        if noted.marks().session == session.mark() {
            return Ok(SignInState::Current);
        }
        if noted.expires_at() <= now {
            return Ok(SignInState::Expired);
        }
        Ok(if self.gate().has_ended(noted.marks(), now)? { SignInState::Ended } else { SignInState::Active })
    }
}

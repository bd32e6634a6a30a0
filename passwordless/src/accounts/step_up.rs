//! A signed-in user confirms something with a passkey.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime},
};

use serde::Serialize;

use super::{Accounts, Answer, Request, posted::Posted};
use crate::{
    Gate, Purpose, Session, VerifiedUser,
    answer::written,
    rejection::{Fixed, Rejection},
};

type Stepped<'a> = Pin<Box<dyn Future<Output = Result<Session, Rejection>> + Send + 'a>>;

/// The door of one purpose.
#[derive(Clone, Copy)]
pub(super) struct Door {
    pub(super) name: &'static str,
    pub(super) max_age: Duration,
    step_up: for<'a> fn(&'a Gate, &'a VerifiedUser, &'a Session, SystemTime) -> Stepped<'a>,
}

impl Door {
    pub(super) fn of<P: Purpose + 'static>() -> Self {
        Self { name: P::NAME, max_age: P::MAX_AGE, step_up: step_up::<P> }
    }
}

fn step_up<'a, P: Purpose + 'static>(
    gate: &'a Gate,
    user: &'a VerifiedUser,
    session: &'a Session,
    now: SystemTime,
) -> Stepped<'a> {
    Box::pin(gate.step_up::<P>(user, session, now))
}

/// What was confirmed, and for how long that counts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Confirmed<'a> {
    user_id: &'a str,
    purpose: &'a str,
    /// In seconds.
    max_age: u64,
    expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bearer: Option<String>,
}

impl Accounts {
    pub(super) async fn step_up(
        &self,
        request: &Request<'_>,
        purpose: &str,
        posted: &Posted,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let Some(door) = self.doors().iter().find(|door| door.name == purpose) else {
            // Not what was asked for: it may be anything.
            tracing::warn!(
                name: "passwordless.no_such_purpose", known = ?self.doors(),
                "a purpose was asked for that the application does not have; AccountsBuilder::purpose adds it"
            );
            return Err(Rejection::of(Fixed::NotFound));
        };
        let session = self.session(request, now)?;
        let user = self.verify(posted.token()?).await?;
        let session = (door.step_up)(self.gate(), &user, &session, now).await?;
        let is_bearer = session.is_bearer();
        let bearer = if is_bearer { Some(self.gate().bearer(&session)?) } else { None };
        let answer = Answer::json(
            200,
            &Confirmed {
                user_id: session.user_id(),
                purpose: door.name,
                max_age: door.max_age.as_secs(),
                expires_at: written(session.expires_at()),
                bearer,
            },
        );
        Ok(if is_bearer { answer } else { answer.set_cookie(self.gate().set_cookie(&session, now)?) })
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

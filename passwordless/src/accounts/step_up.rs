//! A signed-in user confirms something with a passkey.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    time::{Duration, SystemTime},
};

use serde::Serialize;

use super::{Accounts, Answer, Request, posted::Posted, who::Who};
use crate::{
    Gate, Purpose, Session, VerifiedUser,
    answer::written,
    gate::Expected,
    rejection::{Fixed, Rejection},
};

type Stepped<'a> = Pin<Box<dyn Future<Output = Result<Session, Rejection>> + Send + 'a>>;

/// A purpose that users can step up for.
#[derive(Clone, Copy)]
pub(super) struct StepUpPurpose {
    pub(super) name: &'static str,
    pub(super) max_age: Duration,
    expected: Expected,
    step_up: for<'a> fn(&'a Gate, &'a VerifiedUser, &'a Session, SystemTime) -> Stepped<'a>,
}

impl StepUpPurpose {
    pub(super) fn of<P: Purpose + 'static>() -> Self {
        Self {
            name: P::NAME,
            max_age: P::MAX_AGE,
            expected: Expected::confirmation::<P>(),
            step_up: step_up::<P>,
        }
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
    /// Ours to say of a session of ours only.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bearer: Option<String>,
}

impl<'a> Confirmed<'a> {
    fn of(confirmed: &StepUpPurpose, user_id: &'a str) -> Self {
        Self {
            user_id,
            purpose: confirmed.name,
            max_age: confirmed.max_age.as_secs(),
            expires_at: None,
            bearer: None,
        }
    }
}

pub(super) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    purpose: &str,
    posted: &Posted,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let Some(purpose) = accounts.step_up_purposes().iter().find(|known| known.name == purpose) else {
        // Not what was asked for: it may be anything.
        tracing::warn!(
            target: "passwordless.no_such_purpose", known = ?accounts.step_up_purposes(),
            "a purpose was asked for that the application does not have; AccountsBuilder::purpose adds it"
        );
        return Err(Rejection::of(Fixed::NotFound));
    };
    let who = accounts.asks(request, now).await?;
    let user = accounts.verify(posted.token()?).await?;
    let session = match (who, request.own) {
        (Who::Ours(session), _) => session,
        (Who::Own(present), own) => {
            user.is(present.user_id())?;
            accounts.gate().accept_for(&user, purpose.expected, now).await?;
            if let Some(own) = own {
                own.confirmed(user.used_at(now)).await?;
            }
            return Ok(Answer::json(200, &Confirmed::of(purpose, present.user_id())));
        }
    };
    let session = (purpose.step_up)(accounts.gate(), &user, &session, now).await?;
    accounts.seen(&session, now).await;
    let is_bearer = session.is_bearer();
    let bearer = if is_bearer { Some(accounts.gate().bearer(&session)?) } else { None };
    let answer = Answer::json(
        200,
        &Confirmed {
            expires_at: Some(written(session.expires_at())),
            bearer,
            ..Confirmed::of(purpose, session.user_id())
        },
    );
    Ok(if is_bearer { answer } else { answer.set_cookie(accounts.gate().set_cookie(&session, now)?) })
}

impl fmt::Debug for StepUpPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

//! The end of sessions, by their user.

use std::time::SystemTime;

use super::{Accounts, Answer, Request, cookies::Kept};
use crate::{Rejection, RejectionKind, Session};

/// Ends what the request presents, on the server, and has the browser forget it. Nobody is signed out twice.
///
/// During an outage the browser forgets it all the same: the next person at a shared machine must not be the user.
pub(super) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    match end(accounts, request, now).await {
        Ok(()) => Ok(forgotten(accounts, Answer::empty(204), request)),
        Err(rejection) if is_outage(rejection) => {
            tracing::warn!(
                target: "passwordless.sign_out_incomplete", code = rejection.code(),
                "the browser forgets a session that may live until it expires: the store did not take its end"
            );
            Ok(forgotten(accounts, rejection.into(), request))
        }
        Err(rejection) => Err(rejection),
    }
}

async fn end(accounts: &Accounts, request: &Request<'_>, now: SystemTime) -> Result<(), Rejection> {
    match request.own {
        Some(own) => own.end().await?,
        None => {
            if let Some(session) = accounts.our_session(request, now)? {
                accounts.gate().sign_out(&session, now).await?;
            }
        }
    }
    if let Some(recovery) = accounts.recovery(request, now)? {
        accounts.end_recovery(&recovery, now).await?;
    }
    Ok(())
}

/// Ends every session of the user, and every token that was made and not yet spent.
pub(super) async fn everywhere(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let who = accounts.present(request, now).await?;
    accounts.gate().sign_out_everywhere(who.user_id(), now).await?;
    Ok(forgotten(accounts, Answer::empty(204), request))
}

/// Has the browser forget a session that this request ended. A bearer is the client's to forget.
pub(super) fn forget_session(accounts: &Accounts, answer: Answer, session: &Session) -> Answer {
    match session.is_bearer() {
        true => answer,
        false => answer.set_cookie(accounts.gate().remove_cookie().to_owned()),
    }
}

/// Has the browser forget who was signed in.
pub(super) fn forgotten(accounts: &Accounts, answer: Answer, request: &Request<'_>) -> Answer {
    let answer = answer.set_cookie(accounts.forget(Kept::Recovery));
    let gate = accounts.gate();
    match request.own.is_some() || gate.may_be_of_another_application(&request.presented) {
        true => answer,
        false => answer.set_cookie(gate.remove_cookie().to_owned()),
    }
}

/// Whether nothing was decided about the request: what refuses it is neither its origin nor what it presents.
fn is_outage(rejection: Rejection) -> bool {
    use RejectionKind::{Overloaded, TooMany, Unavailable};
    matches!(rejection.kind(), Overloaded | TooMany | Unavailable)
}

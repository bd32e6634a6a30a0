//! The end of sessions, by their user.

use std::time::SystemTime;

use super::{Accounts, Answer, Request, cookies::Kept};
use crate::{
    Rejection, Session,
    rules::{is_outage, warn_incomplete},
};

/// Ends what the request presents, on the server, and has the browser forget it. Nobody is signed out twice.
///
/// During an outage the browser forgets it all the same: the next person at a shared machine must not be the user.
pub(super) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let session = match request.own {
        Some(own) => own.end().await,
        None => accounts.gate().end_presented(&request.presented, now).await,
    };
    match session.and(end_recovery(accounts, request, now).await) {
        Ok(()) => Ok(forgotten(accounts, Answer::empty(204), request)),
        Err(rejection) if is_outage(rejection) => {
            warn_incomplete(rejection);
            Ok(forgotten(accounts, rejection.into(), request))
        }
        Err(rejection) => Err(rejection),
    }
}

async fn end_recovery(accounts: &Accounts, request: &Request<'_>, now: SystemTime) -> Result<(), Rejection> {
    match accounts.recovery(request, now)? {
        Some(recovery) => accounts.end_recovery(&recovery, now).await,
        None => Ok(()),
    }
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

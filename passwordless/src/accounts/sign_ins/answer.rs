//! The routes of the list.

use std::time::SystemTime;

use serde::Serialize;

use super::{ListedSignIn, SignInState};
use crate::{
    Rejection, Session,
    accounts::{Accounts, Answer, Request, sign_out::forget_session},
    answer::written,
};

/// The sign-ins of a user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignIns<'a> {
    sign_ins: Vec<Row<'a>>,
    /// Whether what was asked for ended the session that asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    signed_out: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: String,
    device: String,
    address: Option<&'a str>,
    began_at: String,
    last_seen_at: String,
    expires_at: String,
    state: SignInState,
}

impl<'a> Row<'a> {
    fn of(listed: &'a ListedSignIn) -> Self {
        let noted = listed.noted();
        Self {
            id: listed.id(),
            device: listed.device(),
            address: noted.address(),
            began_at: written(noted.began_at()),
            last_seen_at: written(noted.last_seen_at()),
            expires_at: written(noted.expires_at()),
            state: listed.state(),
        }
    }
}

/// The list, which the asking session is on as seen now.
pub(in crate::accounts) async fn list(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let session = accounts.present_session(request, now)?;
    accounts.seen(&session, now).await;
    answer(accounts, &session, false, now).await
}

/// Ends one, and answers with the list.
pub(in crate::accounts) async fn end(
    accounts: &Accounts,
    request: &Request<'_>,
    id: &str,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let session = accounts.present_session(request, now)?;
    let signed_out = accounts.end_sign_in(&session, id, now).await?;
    let answer = answer(accounts, &session, signed_out, now).await?;
    Ok(if signed_out { forget_session(accounts, answer, &session) } else { answer })
}

async fn answer(
    accounts: &Accounts,
    session: &Session,
    signed_out: bool,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let mut listed = accounts.sign_ins(session, now).await?;
    if signed_out {
        listed.retain(|sign_in| sign_in.state() != SignInState::Current);
    }
    let sign_ins = listed.iter().map(Row::of).collect();
    Ok(Answer::json(200, &SignIns { sign_ins, signed_out }))
}

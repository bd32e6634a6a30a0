//! Who is signed in.

use std::time::SystemTime;

use super::{Accounts, Answer, Request, hand_out::SignedIn};
use crate::{Rejection, answer::written};

/// The user whose session the request presents. A page asks for it to know whose passkeys to ask for.
pub(super) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let who = accounts.present(request, now).await?;
    let known = accounts.hooks().known(who.user_id()).await?.map(|user| user.name);
    let name = known.or_else(|| who.name().map(str::to_owned));
    if let Some(session) = who.session() {
        accounts.seen(session, now).await;
    }
    let expires_at = who.session().map(|session| written(session.expires_at()));
    Ok(Answer::json(200, &SignedIn { user_id: who.user_id(), name, expires_at, ..SignedIn::default() }))
}

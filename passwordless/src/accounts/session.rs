//! Who is signed in.

use std::time::SystemTime;

use serde::Serialize;

use super::{Accounts, Answer, Request};
use crate::{Rejection, answer::written};

/// The user whose session the request presents. A page asks for it to know whose passkeys to ask for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn<'a> {
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Ours to say of a session of ours only.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

impl Accounts {
    pub(super) async fn who(&self, request: &Request<'_>, now: SystemTime) -> Result<Answer, Rejection> {
        let who = self.present(request, now).await?;
        let known = self.hooks().known(who.user_id()).await?.map(|user| user.name);
        let name = known.or_else(|| who.name().map(str::to_owned));
        let expires_at = who.session().map(|session| written(session.expires_at()));
        Ok(Answer::json(200, &SignedIn { user_id: who.user_id(), name, expires_at }))
    }
}

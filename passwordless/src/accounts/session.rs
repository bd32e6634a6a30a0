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
    expires_at: String,
}

impl Accounts {
    pub(super) async fn who(&self, request: &Request<'_>, now: SystemTime) -> Result<Answer, Rejection> {
        let session = self.session(request, now)?;
        let known = self.hooks().known(session.user_id()).await?;
        let expires_at = written(session.expires_at());
        let name = known.map(|user| user.name);
        Ok(Answer::json(200, &SignedIn { user_id: session.user_id(), name, expires_at }))
    }
}

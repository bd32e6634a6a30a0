//! The end of sessions, by their user.

use std::time::SystemTime;

use super::{Accounts, Answer, Request, cookies::Kept};
use crate::Rejection;

impl Accounts {
    /// Ends what the request presents, on the server, and has the browser forget it. Nobody is signed out twice.
    pub(super) async fn sign_out(&self, request: &Request<'_>, now: SystemTime) -> Result<Answer, Rejection> {
        match request.own {
            Some(own) => own.end().await?,
            None => {
                if let Some(session) = self.our_session(request, now)? {
                    self.gate().sign_out(&session, now).await?;
                }
            }
        }
        if let Some(recovery) = self.recovery(request, now)? {
            self.end_recovery(&recovery, now).await?;
        }
        Ok(self.signed_out(request))
    }

    /// Ends every session of the user, and every token that was made and not yet spent.
    pub(super) async fn sign_out_everywhere(
        &self,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let who = self.present(request, now).await?;
        self.gate().sign_out_everywhere(who.user_id(), now).await?;
        Ok(self.signed_out(request))
    }

    fn signed_out(&self, request: &Request<'_>) -> Answer {
        let answer = Answer::empty(204).set_cookie(self.forget(Kept::Recovery));
        if request.own.is_some() { answer } else { answer.set_cookie(self.gate().remove_cookie()) }
    }
}

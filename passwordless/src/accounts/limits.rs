//! Which requests are counted, and by whom: what costs a call of the service or an e-mail.

use std::time::SystemTime;

use super::{Accounts, Request, Route};
use crate::{Rejection, Visitor};

impl Accounts {
    /// Counts a request, or refuses one that was made too often. What visitors ask for is counted per client, and what
    /// users ask for per user, so that nobody uses up what is another's. Signing out is never refused.
    pub(super) fn count(
        &self,
        route: Route,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        let counters = self.counters();
        let client = || self.client_of(request);
        let (limit, counted) = match route {
            Route::Register => ("registrations", counters.registration(client(), now)),
            Route::RegisterComplete | Route::SignIn | Route::MagicLinkComplete => {
                ("tokens_per_client", counters.token(client(), now))
            }
            Route::MagicLink => ("links_per_client", counters.link(client(), now)),
            Route::StepUp
            | Route::Passkeys
            | Route::AddPasskey
            | Route::AddPasskeyComplete
            | Route::DeletePasskey
            | Route::DeleteAccount => match self.user_of(request, now) {
                Some(user_id) => ("requests_per_user", counters.user(&user_id, now)),
                // Refused before anything is asked.
                None => return Ok(()),
            },
            // They ask no service.
            Route::Session
            | Route::SignOut
            | Route::SignOutEverywhere
            | Route::Script
            | Route::Declarations => return Ok(()),
        };
        counted.map_err(|wait| {
            tracing::debug!(target: "passwordless.limited", limit, "a limit was reached; RateLimits sets it");
            Rejection::too_many().retry_after(wait)
        })
    }

    fn user_of(&self, request: &Request<'_>, now: SystemTime) -> Option<String> {
        if let Ok(Visitor::Session(session)) = self.gate().check(&request.presented, now) {
            return Some(session.user_id().to_owned());
        }
        self.recovery_session(request, now).ok().map(|recovery| recovery.user_id().to_owned())
    }
}

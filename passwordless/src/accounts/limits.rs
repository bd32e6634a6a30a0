//! What is counted, and by whom: what costs a call of the service or an e-mail.

use std::{
    net::IpAddr,
    time::{Duration, SystemTime},
};

use super::{Accounts, Request, Route};
use crate::Rejection;

impl Accounts {
    /// Counts what visitors ask for, per client, or refuses one who asked too often. What users ask for is counted once
    /// it is known who asks, so that nobody uses up what is another's. Signing out is never refused.
    pub(super) fn count_visitor(
        &self,
        route: Route,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        let counters = self.counters();
        let client = || self.client_of(request);
        match route {
            Route::Register => {
                self.limited_client("registrations_per_client", counters.registration_of(client(), now))
            }
            Route::RegisterComplete | Route::SignIn | Route::MagicLinkComplete => {
                self.count_token(client(), now)
            }
            Route::MagicLink => self.limited_client("links_per_client", counters.link(client(), now)),
            // Counted per user, once it is known who asks.
            Route::StepUp
            | Route::Passkeys
            | Route::AddPasskey
            | Route::AddPasskeyComplete
            | Route::DeletePasskey
            | Route::DeleteAccount => Ok(()),
            // They ask no service.
            Route::Session
            | Route::SignIns
            | Route::EndSignIn
            | Route::SignOut
            | Route::SignOutEverywhere
            | Route::Script
            | Route::Declarations => Ok(()),
        }
    }

    /// Counts a registration among all of them: last, so that what is refused anyway uses up nothing.
    pub(super) fn count_registration(&self, request: &Request<'_>, now: SystemTime) -> Result<(), Rejection> {
        limited("registrations", self.counters().registration(self.client_of(request), now))
    }

    /// Counts a token that a client hands in, at our routes or at others of the application.
    pub(crate) fn count_token(&self, client: Option<IpAddr>, now: SystemTime) -> Result<(), Rejection> {
        self.limited_client("tokens_per_client", self.counters().token(client, now))
    }

    fn limited_client(&self, limit: &'static str, counted: Result<(), Duration>) -> Result<(), Rejection> {
        limited(limit, counted).inspect_err(|_| self.clients().refused())
    }

    /// Counts a sign-in by a passkey of a user, or another token of theirs at a route of the application.
    pub(crate) fn count_sign_in(&self, user_id: &str, now: SystemTime) -> Result<(), Rejection> {
        limited("requests_per_user", self.counters().sign_in(user_id, now))
    }

    /// Counts a request of a user, whatever session said who it is.
    pub(super) fn count_user(&self, user_id: &str, now: SystemTime) -> Result<(), Rejection> {
        limited("requests_per_user", self.counters().user(user_id, now))
    }
}

fn limited(limit: &'static str, counted: Result<(), Duration>) -> Result<(), Rejection> {
    counted.map_err(|wait| {
        tracing::debug!(target: "passwordless.limited", limit, "a limit was reached; RateLimits sets it");
        Rejection::too_many().retry_after(wait)
    })
}

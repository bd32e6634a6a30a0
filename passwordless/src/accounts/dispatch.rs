//! From a request to the room of its route, and from a rejection to its answer.

use std::time::SystemTime;

use super::{Accounts, Answer, Request, Route, posted::Posted, route::Found, script};
use crate::{
    Visitor,
    rejection::{Fixed, Rejection},
};

impl Accounts {
    /// Answers a request. Refusals are answers, too, so there is always one.
    pub async fn answer(&self, request: &Request<'_>, now: SystemTime) -> Answer {
        let answer = match self.find(request.method, request.path) {
            Ok(Found::Route(route, segment)) => self.ask(route, segment, request, now).await,
            Ok(Found::OtherMethod(allow)) => {
                Ok(Answer::from(Rejection::of(Fixed::WrongMethod)).header("allow", allow))
            }
            Err(rejection) => Err(rejection),
        };
        match answer {
            Ok(answer) => answer,
            Err(rejection) => self.refuse(rejection, request, now),
        }
    }

    async fn ask(
        &self,
        route: Route,
        segment: &str,
        request: &Request<'_>,
        now: SystemTime,
    ) -> Result<Answer, Rejection> {
        let posted = Posted::read(self, request)?;
        self.count(route, request, now)?;
        match route {
            Route::Register => self.register(&posted, now).await,
            Route::RegisterComplete => self.complete_registration(request, &posted, now).await,
            Route::SignIn => self.sign_in(request, &posted, now).await,
            Route::Session => self.who(request, now).await,
            Route::StepUp => self.step_up(request, segment, &posted, now).await,
            Route::Passkeys => self.passkeys(request, now).await,
            Route::AddPasskey => self.add_passkey(request, now).await,
            Route::AddPasskeyComplete => self.complete_passkey(request, &posted, now).await,
            Route::DeletePasskey => self.delete_passkey(request, segment, now).await,
            Route::MagicLink => self.magic_link(&posted, now),
            Route::MagicLinkComplete => self.follow_link(request, &posted, now).await,
            Route::SignOut => self.sign_out(request, now).await,
            Route::SignOutEverywhere => self.sign_out_everywhere(request, now).await,
            Route::Script => Ok(self.script(request)),
            Route::Declarations => Ok(script::declarations()),
        }
    }

    fn refuse(&self, rejection: Rejection, request: &Request<'_>, now: SystemTime) -> Answer {
        let (status, code) = (rejection.status(), rejection.code());
        tracing::debug!(
            target: "passwordless.turned_away", method = request.method, status, code, "refused a request"
        );
        if rejection.is_unlogged_decision() {
            tracing::info!(target: "passwordless.refused", code, why = %rejection, "refused");
        }
        let answer = Answer::from(rejection);
        // A session cookie that is expired, revoked or unreadable is taken from the browser.
        match self.gate().check(&request.presented, now) {
            Ok(Visitor::Nobody { remove_cookie: true }) => answer.set_cookie(self.gate().remove_cookie()),
            _ => answer,
        }
    }
}

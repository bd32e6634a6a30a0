//! From a request to the room of its route, and from a rejection to its answer.

use std::time::SystemTime;

use super::{
    Accounts, Answer, Request, Route, deletion, magic_link, passkeys, posted::Posted, register, route::Found,
    script, session, sign_in, sign_ins, sign_out, step_up,
};
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
        self.count_visitor(route, request, now)?;
        match route {
            Route::Register => register::begin(self, request, &posted, now).await,
            Route::RegisterComplete => register::complete(self, request, &posted, now).await,
            Route::SignIn => sign_in::answer(self, request, &posted, now).await,
            Route::Session => session::answer(self, request, now).await,
            Route::StepUp => step_up::answer(self, request, segment, &posted, now).await,
            Route::Passkeys => passkeys::list::answer(self, request, now).await,
            Route::AddPasskey => passkeys::add::begin(self, request, now).await,
            Route::AddPasskeyComplete => passkeys::add::complete(self, request, &posted, now).await,
            Route::DeletePasskey => passkeys::delete::answer(self, request, segment, now).await,
            Route::DeleteAccount => deletion::answer(self, request, now).await,
            Route::MagicLink => magic_link::ask::answer(self, request, &posted, now),
            Route::MagicLinkComplete => magic_link::follow::answer(self, request, &posted, now).await,
            Route::SignIns => sign_ins::list(self, request, now).await,
            Route::EndSignIn => sign_ins::end(self, request, segment, now).await,
            Route::SignOut => sign_out::answer(self, request, now).await,
            Route::SignOutEverywhere => sign_out::everywhere(self, request, now).await,
            Route::Script => Ok(script::answer(self, request)),
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
            Ok(Visitor::Nobody { remove_cookie: true }) => {
                answer.set_cookie(self.gate().remove_cookie().to_owned())
            }
            _ => answer,
        }
    }
}

//! Who may manage users.

use passwordless::StepUp;
use passwordless_rocket::{Fresh, Rejection};
use rocket::http::Status;
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome, Request};

use crate::passkeys::User;
use crate::request::Problem;
use crate::state::Application;

/// The administrator, signed in. Others who are signed in learn nothing: to them there is nothing at the address.
#[derive(Debug)]
pub(crate) struct Admin {
    pub(crate) user: User,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Admin {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let admin =
            request.rocket().state::<Application>().and_then(|application| application.admin.as_deref());
        let nothing = || Outcome::Error((Status::NotFound, Problem::of(Status::NotFound)));
        let Some(admin) = admin else { return nothing() };
        let user = try_outcome!(request.guard::<User>().await);
        if user.session.user_id() == admin { Outcome::Success(Self { user }) } else { nothing() }
    }
}

/// Whether whoever is signed in has used a passkey just now, or why they have to. What is wrong otherwise is an error.
#[derive(Debug)]
pub(crate) struct Confirmed(pub(crate) Result<Fresh<StepUp>, Rejection>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Confirmed {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        match request.guard::<Fresh<StepUp>>().await {
            Outcome::Success(fresh) => Outcome::Success(Self(Ok(fresh))),
            Outcome::Error(error) => Outcome::Error(error),
            Outcome::Forward(status) => match Rejection::of(request) {
                Some(rejection) => Outcome::Success(Self(Err(rejection))),
                None => Outcome::Forward(status),
            },
        }
    }
}

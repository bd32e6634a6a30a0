use rocket::http::Status;
use rocket::post;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::Redirect;

use crate::request::is_person;
use crate::state::Application;

/// Somebody with a form of the administrator's whose session has ended. Whom it is not about finds nothing.
#[derive(Debug)]
pub(super) struct SignedOut;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SignedOut {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let has_admin = request.rocket().state::<Application>().is_some_and(|app| app.admin.is_some());
        if has_admin && is_person(request) {
            Outcome::Success(Self)
        } else {
            Outcome::Forward(Status::Unauthorized)
        }
    }
}

/// Leads a person to the page by way of signing in; a program is told that it has to.
#[post("/admin/users/<_..>", rank = 20)]
pub(super) fn to_the_page(_person: SignedOut) -> Redirect {
    Redirect::to("/admin")
}

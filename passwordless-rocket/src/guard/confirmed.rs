use std::{any::type_name, fmt, marker::PhantomData, ops::Deref, sync::Arc};

use passwordless::{Purpose, gate::Expected};
use rocket::{
    Ignite, Rocket, Sentinel,
    request::{FromRequest, Outcome, Request},
};

use super::{outcome, verified_user::user};
use crate::{passwordless::Passwordless, rejection::Rejection};

/// The user of a passkey that confirmed the purpose `P` with this very request, which carries the service's token as
/// `Authorization: Bearer verify_…`: a [`passwordless::VerifiedUser`] as a guard.
///
/// It needs no session of ours, and leaves no mark that would have to be remembered: what was confirmed is this
/// request. Say whose passkey it must be, by [`VerifiedUser::is`](passwordless::VerifiedUser::is). A request without a
/// token is forwarded with 401 `step_up_required`, and one with the token of a sign-in is an error 403. The token is
/// spent.
///
/// ```
/// # #[macro_use] extern crate rocket;
/// use passwordless::StepUp; // or a purpose of your own
/// use passwordless_rocket::{Confirmed, Rejection};
/// use rocket::http::Status;
/// # struct CurrentUser { passkey_user: String }
/// # #[rocket::async_trait]
/// # impl<'r> rocket::request::FromRequest<'r> for CurrentUser {
/// #     type Error = ();
/// #     async fn from_request(_: &'r rocket::Request<'_>) -> rocket::request::Outcome<Self, ()> { rocket::request::Outcome::Forward(Status::Unauthorized) }
/// # }
///
/// #[post("/account/close")]
/// fn close(user: CurrentUser, passkey: Confirmed<StepUp>) -> Result<Status, Rejection> {
///     passkey.is(&user.passkey_user)?;
///     Ok(Status::NoContent)
/// }
/// # fn main() {}
/// ```
pub struct Confirmed<P> {
    user: Arc<passwordless::VerifiedUser>,
    purpose: PhantomData<fn() -> P>,
}

impl<P> Deref for Confirmed<P> {
    type Target = passwordless::VerifiedUser;

    fn deref(&self) -> &passwordless::VerifiedUser {
        &self.user
    }
}

impl<P> Clone for Confirmed<P> {
    fn clone(&self) -> Self {
        Self { user: self.user.clone(), purpose: PhantomData }
    }
}

impl<P> fmt::Debug for Confirmed<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Confirmed").field(&self.user).finish()
    }
}

#[rocket::async_trait]
impl<'r, P: Purpose> FromRequest<'r> for Confirmed<P> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let user = user(request, Expected::confirmation::<P>()).await;
        outcome::outcome(request, user.map(|user| Self { user, purpose: PhantomData }))
    }
}

impl<P: Purpose> Sentinel for Confirmed<P> {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        let Some(passwordless) = rocket.state::<Passwordless>() else {
            return Passwordless::is_missing(rocket);
        };
        let confirms_nothing = passwordless.gate().confirms_nothing::<P>();
        if confirms_nothing {
            tracing::error!(
                target: "passwordless.launch_refused",
                "a route asks for a confirmation of {:?}, which is the purpose of every sign-in; change the NAME of {}",
                P::NAME,
                type_name::<P>()
            );
        }
        confirms_nothing
    }
}

//! The routes of the accounts over sessions of the application's own.

use std::{future::Future, pin::Pin, sync::Arc, time::SystemTime};

use passwordless::{
    Rejection, VerifiedUser,
    accounts::{self, Present, Proof},
};
use rocket::request::Request;

/// The application's own sessions, over which the routes of the accounts work: add, list and delete passkeys, sign in,
/// step up, sign out.
///
/// Implement it for a type of yours, and hand it to
/// [`own_session`](crate::PasswordlessFairing::own_session). The request has the cookies and the managed state.
///
/// Nothing counts as proved a short while ago unless [`Present::proved`] says so. Within five minutes a password adds
/// the *first* passkey; where there is one, only a passkey counts. Requests that change something must come from a page
/// of an allowed origin, whatever `SameSite` your cookie has.
///
/// ```
/// use passwordless::{Rejection, VerifiedUser, accounts::{Present, Proof}};
/// use passwordless_rocket::OwnSession;
/// use rocket::request::Request;
/// use std::time::SystemTime;
///
/// struct PrivateCookie;
///
/// #[rocket::async_trait]
/// impl OwnSession for PrivateCookie {
///     async fn present(&self, request: &Request<'_>) -> Result<Option<Present>, Rejection> {
///         let cookie = request.cookies().get_private("user_id");
///         Ok(cookie.map(|cookie| Present::new(cookie.value(), cookie.value())))
///     }
///
///     async fn begin(
///         &self,
///         request: &Request<'_>,
///         user: &VerifiedUser,
///         by: Proof,
///         at: SystemTime,
///     ) -> Result<(), Rejection> {
///         request.cookies().add_private(("user_id", user.user_id().to_owned()));
///         Ok(())
///     }
///
///     async fn confirmed(&self, request: &Request<'_>, at: SystemTime) -> Result<(), Rejection> {
///         Ok(()) // nothing is noted here, so nothing is recent
///     }
///
///     async fn end(&self, request: &Request<'_>) -> Result<(), Rejection> {
///         request.cookies().remove_private("user_id");
///         Ok(())
///     }
/// }
/// ```
#[rocket::async_trait]
pub trait OwnSession: Send + Sync + 'static {
    /// Who is signed in, if anybody, and what they proved when.
    async fn present(&self, request: &Request<'_>) -> Result<Option<Present>, Rejection>;

    /// Begins a session for this user, always with a new id, and notes by what they proved who they are, and when: by a
    /// passkey at the time of its use, or by a link that signs in. Note this time and not your clock's, since a page may hold
    /// a token back. Called when every rule was kept, the application's [`Users`](accounts::Users) were asked, and the token
    /// is spent. An error refuses the sign-in.
    async fn begin(
        &self,
        request: &Request<'_>,
        user: &VerifiedUser,
        by: Proof,
        at: SystemTime,
    ) -> Result<(), Rejection>;

    /// Notes that the user of this session used a passkey at this time.
    async fn confirmed(&self, request: &Request<'_>, at: SystemTime) -> Result<(), Rejection>;

    /// Ends the session. There may be none.
    async fn end(&self, request: &Request<'_>) -> Result<(), Rejection>;
}

type Answered<'a, T> = Pin<Box<dyn Future<Output = Result<T, Rejection>> + Send + 'a>>;

/// The own session of one request, as the core asks it.
pub(crate) struct Bound<'a, 'r> {
    own: Arc<dyn OwnSession>,
    request: &'a Request<'r>,
}

impl<'a, 'r> Bound<'a, 'r> {
    pub(crate) fn new(own: &Arc<dyn OwnSession>, request: &'a Request<'r>) -> Self {
        Self { own: Arc::clone(own), request }
    }
}

impl accounts::OwnSession for Bound<'_, '_> {
    fn present(&self) -> Answered<'_, Option<Present>> {
        self.own.present(self.request)
    }

    fn begin<'a>(&'a self, user: &'a VerifiedUser, by: Proof, at: SystemTime) -> Answered<'a, ()> {
        self.own.begin(self.request, user, by, at)
    }

    fn confirmed(&self, at: SystemTime) -> Answered<'_, ()> {
        self.own.confirmed(self.request, at)
    }

    fn end(&self) -> Answered<'_, ()> {
        self.own.end(self.request)
    }
}

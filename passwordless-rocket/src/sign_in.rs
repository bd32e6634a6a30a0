use std::time::SystemTime;

use passwordless::{Rejection, Session};
use rocket::http::{Cookie, CookieJar};

use crate::passwordless::Passwordless;

impl Passwordless {
    /// Opens a session for a user whom the application identified itself: by a password, another provider, a support
    /// tool. Nobody is asked, so this works while the service is down.
    ///
    /// It counts as no use of a passkey: within five minutes it lets its user add the *first* passkey, and nothing
    /// else that takes one. [`Session::opened_by`] tells it apart, in the hook `on_sign_in` as well. `over` is the
    /// session of the same request, if any, which ends.
    ///
    /// A form of another site must not sign its reader in as somebody else, so a route that compares a password takes a
    /// [`SameOrigin`](crate::SameOrigin), too.
    ///
    /// ```
    /// # #[macro_use] extern crate rocket;
    /// use passwordless_rocket::{MaybeSession, Passwordless, Rejection, SameOrigin};
    /// use rocket::{State, http::CookieJar, response::Redirect};
    /// # async fn user_with_this_password() -> Option<String> { None }
    ///
    /// #[post("/login")]
    /// async fn log_in(
    ///     _from: SameOrigin,
    ///     over: MaybeSession,
    ///     cookies: &CookieJar<'_>,
    ///     passwordless: &State<Passwordless>,
    /// ) -> Result<Redirect, Rejection> {
    ///     let user_id = user_with_this_password().await.ok_or(passwordless::Rejection::missing())?;
    ///     passwordless.sign_in_known(cookies, &user_id, over.as_deref()).await?;
    ///     Ok(Redirect::to("/account"))
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// A [`Rejection`]: 500 for a user id that no session can hold, 503 where the store has no certain answer, and
    /// whatever the hook `on_sign_in` says.
    pub async fn sign_in_known(
        &self,
        cookies: &CookieJar<'_>,
        user_id: &str,
        over: Option<&Session>,
    ) -> Result<(), Rejection> {
        let now = SystemTime::now();
        let session = self.core().sign_in_known(user_id, over, now).await?;
        set(cookies, self.gate().set_cookie(&session, now)?)
    }

    /// Has the browser forget its session, where it has ended already: after a sign-out everywhere, or with the account.
    /// For a sign-out of the application's own there is the guard [`SignedOut`](crate::sign_out::SignedOut).
    ///
    /// # Errors
    ///
    /// Only where the cookie's name fits in no header: 500.
    pub fn forget_session(&self, cookies: &CookieJar<'_>) -> Result<(), Rejection> {
        set(cookies, self.gate().remove_cookie().to_owned())
    }
}

/// Has the jar say what the core would.
fn set(cookies: &CookieJar<'_>, set_cookie: String) -> Result<(), Rejection> {
    // The core's cookies are well formed.
    cookies.add(Cookie::parse_encoded(set_cookie).map_err(|_| Rejection::misconfigured())?);
    Ok(())
}

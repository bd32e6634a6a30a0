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
    /// ```
    /// # #[macro_use] extern crate rocket;
    /// use passwordless_rocket::{MaybeSession, Passwordless, Rejection};
    /// use rocket::{State, http::CookieJar, response::Redirect};
    /// # async fn user_with_this_password() -> Option<String> { None }
    ///
    /// #[post("/login")]
    /// async fn log_in(
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

    /// Ends a session, for a sign-out of the application's own. Where there is none, the browser forgets its cookie all
    /// the same.
    ///
    /// # Errors
    ///
    /// A 503 when it is not certain that the store heard of it: the session may be alive.
    pub async fn sign_out(
        &self,
        cookies: &CookieJar<'_>,
        session: Option<&Session>,
    ) -> Result<(), Rejection> {
        if let Some(session) = session {
            self.gate().sign_out(session, SystemTime::now()).await?;
        }
        set(cookies, self.gate().remove_cookie().to_owned())
    }
}

/// Has the jar say what the core would.
fn set(cookies: &CookieJar<'_>, set_cookie: String) -> Result<(), Rejection> {
    // The core's cookies are well formed.
    cookies.add(Cookie::parse_encoded(set_cookie).map_err(|_| Rejection::misconfigured())?);
    Ok(())
}

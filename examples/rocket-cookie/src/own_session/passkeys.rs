//! Passkeys over a private cookie.

use std::time::SystemTime;

use passwordless::{
    Rejection, VerifiedUser,
    accounts::{Present, Proof},
};
use passwordless_rocket::OwnSession;
use rocket::{Request, http::CookieJar, outcome::Outcome, serde::json};

use super::{session::COOKIE, user::User};
use crate::Db;

/// The private cookie that says by what its user proved who they are, and when. The user is in it, too: a cookie of
/// another user says nothing.
pub(crate) const PROVED: &str = "proved";

pub(crate) struct PrivateCookie(pub(crate) Db);

#[rocket::async_trait]
impl OwnSession for PrivateCookie {
    async fn present(&self, request: &Request<'_>) -> Result<Option<Present>, Rejection> {
        match request.guard::<User>().await {
            Outcome::Success(user) => Ok(Some(present(request.cookies(), &user))),
            Outcome::Forward(_) => Ok(None),
            Outcome::Error(_) => Err(Rejection::unavailable()),
        }
    }

    async fn begin(
        &self,
        request: &Request<'_>,
        passkey: &VerifiedUser,
        by: Proof,
        at: SystemTime,
    ) -> Result<(), Rejection> {
        let user = User::by_passkey_user(&self.0, passkey.user_id()).await;
        // What failed is in the log already.
        let user = user.map_err(|_| Rejection::unavailable())?.ok_or(Rejection::unknown_user())?;
        request.cookies().add_private((COOKIE, user.id.to_string()));
        note(request.cookies(), user.id, by, at);
        Ok(())
    }

    async fn confirmed(&self, request: &Request<'_>, at: SystemTime) -> Result<(), Rejection> {
        let user = request.guard::<User>().await.success_or(Rejection::missing())?;
        note(request.cookies(), user.id, Proof::Passkey, at);
        Ok(())
    }

    async fn end(&self, request: &Request<'_>) -> Result<(), Rejection> {
        request.cookies().remove_private(COOKIE);
        request.cookies().remove_private(PROVED);
        Ok(())
    }
}

/// Notes by what this user proved who they are, and when.
pub(crate) fn note(cookies: &CookieJar<'_>, user_id: i64, by: Proof, at: SystemTime) {
    cookies.add_private((PROVED, json::to_string(&(user_id, by, at)).unwrap_or_default()));
}

/// The user of this session, as passkeys know them.
pub(crate) fn present(cookies: &CookieJar<'_>, user: &User) -> Present {
    let proved = cookies.get_private(PROVED).and_then(|cookie| json::from_str(cookie.value()).ok());
    let proved = proved.filter(|(user_id, _, _): &(i64, Proof, SystemTime)| *user_id == user.id);
    let present = Present::new(&user.passkey_user, &user.name);
    proved.into_iter().fold(present, |present, (_, by, at)| present.proved(by, at))
}

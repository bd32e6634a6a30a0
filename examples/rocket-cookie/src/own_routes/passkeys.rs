//! Routes that take the tokens of passkeys, over a private cookie.

use std::time::SystemTime;

use passwordless::{
    CredentialId, StepUp,
    accounts::{Present, Proof},
};
use passwordless_rocket::{Confirmed, Passwordless, Registered, Rejection, SameOrigin, VerifiedUser};
use rocket::{
    Route, State, get,
    http::{CookieJar, Status},
    post, routes,
    serde::json::{self, Value, json},
};

use super::{session::COOKIE, user::User};
use crate::Db;

/// The private cookie that says by what its user proved who they are, and when. The user is in it, too: a cookie of
/// another user says nothing.
pub(crate) const PROVED: &str = "proved";

pub(crate) fn routes() -> Vec<Route> {
    routes![log_in, confirm, list, begin, added, delete]
}

#[post("/login/passkey")]
async fn log_in(passkey: VerifiedUser, cookies: &CookieJar<'_>, db: &State<Db>) -> Result<Status, Rejection> {
    let user = User::by_passkey_user(db, passkey.user_id()).await;
    // What failed is in the log already.
    let user = user.map_err(|_| passwordless::Rejection::unavailable())?;
    let user = user.ok_or(passwordless::Rejection::unknown_user())?;
    cookies.add_private((COOKIE, user.id.to_string()));
    note(cookies, user.id, Proof::Passkey, passkey.used_at(SystemTime::now()));
    Ok(Status::NoContent)
}

#[post("/account/confirm")]
fn confirm(
    _from: SameOrigin,
    user: User,
    passkey: Confirmed<StepUp>,
    cookies: &CookieJar<'_>,
) -> Result<Status, Rejection> {
    passkey.is(&user.passkey_user)?;
    note(cookies, user.id, Proof::Passkey, passkey.used_at(SystemTime::now()));
    Ok(Status::NoContent)
}

#[get("/account/passkeys")]
async fn list(user: User, passwordless: &State<Passwordless>) -> Result<Value, Rejection> {
    let passkeys = passwordless.client().credentials(&user.passkey_user).await;
    let passkeys = passkeys.map_err(passwordless::Rejection::from)?;
    let passkeys = passkeys.iter().map(|passkey| json!({ "id": passkey.id(), "device": passkey.device() }));
    Ok(json!({ "userId": user.passkey_user, "passkeys": passkeys.collect::<Vec<_>>() }))
}

#[post("/account/passkeys")]
async fn begin(
    _from: SameOrigin,
    user: User,
    cookies: &CookieJar<'_>,
    passwordless: &State<Passwordless>,
) -> Result<Value, Rejection> {
    let token =
        passwordless.accounts().register_token_for(&present(cookies, &user), SystemTime::now()).await?;
    Ok(json!({ "token": token }))
}

#[post("/account/passkeys/added")]
async fn added(
    _from: SameOrigin,
    user: User,
    passkey: Registered,
    passwordless: &State<Passwordless>,
) -> Result<Status, Rejection> {
    passkey.is(&user.passkey_user)?;
    passwordless.accounts().note_passkey(&passkey, SystemTime::now()).await?;
    Ok(Status::NoContent)
}

#[post("/account/passkeys/<id>/delete")]
async fn delete(
    _from: SameOrigin,
    user: User,
    id: &str,
    cookies: &CookieJar<'_>,
    passwordless: &State<Passwordless>,
) -> Result<Status, Rejection> {
    let id: CredentialId = id.parse().map_err(|_| passwordless::Rejection::denied())?;
    let accounts = passwordless.accounts();
    accounts.delete_passkey_of(&present(cookies, &user), &id, SystemTime::now()).await?;
    Ok(Status::NoContent)
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

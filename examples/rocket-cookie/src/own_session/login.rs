use std::time::SystemTime;

use passwordless::accounts::Proof;
use rocket::{
    Either, FromForm, Route, State,
    form::Form,
    get,
    http::{CookieJar, Status},
    post,
    response::Redirect,
    routes,
};
use rocket_dyn_templates::{Template, context};

use super::{
    passkeys::{PROVED, note},
    session::COOKIE,
    user::User,
};
use crate::{Db, error::Error};

#[derive(FromForm)]
struct Login {
    email: String,
    password: String,
}

pub(crate) fn routes() -> Vec<Route> {
    routes![page, log_in, log_out]
}

/// Lets the browser of this user say so from now on.
pub(crate) fn begin(cookies: &CookieJar<'_>, user: &User) {
    cookies.add_private((COOKIE, user.id.to_string()));
    note(cookies, user.id, Proof::Password, SystemTime::now());
}

#[get("/login")]
fn page() -> Template {
    Template::render("login", context! {})
}

#[post("/login", data = "<form>")]
async fn log_in(
    form: Form<Login>,
    cookies: &CookieJar<'_>,
    db: &State<Db>,
) -> Result<Either<Redirect, (Status, Template)>, Error> {
    let Login { email, password } = form.into_inner();
    let Some(user) = User::authenticate(db, email, password).await? else {
        let error = "This address and this password do not belong together.";
        return Ok(Either::Right((Status::Unauthorized, Template::render("login", context! { error }))));
    };
    begin(cookies, &user);
    Ok(Either::Left(Redirect::to("/account")))
}

#[post("/logout")]
fn log_out(cookies: &CookieJar<'_>) -> Redirect {
    cookies.remove_private(COOKIE);
    cookies.remove_private(PROVED);
    Redirect::to("/")
}

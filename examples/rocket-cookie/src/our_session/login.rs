use passwordless_rocket::{MaybeSession, Passwordless, SameOrigin, sign_out::SignedOut};
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

use super::user::User;
use crate::{Db, error::Error};

#[derive(FromForm)]
struct Login {
    email: String,
    password: String,
}

pub(crate) fn routes() -> Vec<Route> {
    routes![page, log_in, log_out]
}

#[get("/login")]
fn page() -> Template {
    Template::render("login", context! {})
}

#[post("/login", data = "<form>")]
async fn log_in(
    _from: SameOrigin,
    form: Form<Login>,
    over: MaybeSession,
    cookies: &CookieJar<'_>,
    passwordless: &State<Passwordless>,
    db: &State<Db>,
) -> Result<Either<Redirect, (Status, Template)>, Error> {
    let Login { email, password } = form.into_inner();
    let Some(user) = User::authenticate(db, email, password).await? else {
        let error = "This address and this password do not belong together.";
        return Ok(Either::Right((Status::Unauthorized, Template::render("login", context! { error }))));
    };
    passwordless.sign_in_known(cookies, &user.passkey_user, over.as_deref()).await?;
    Ok(Either::Left(Redirect::to("/account")))
}

#[post("/logout")]
fn log_out(_session: SignedOut) -> Redirect {
    Redirect::to("/")
}

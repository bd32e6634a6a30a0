use std::time::SystemTime;

use passwordless_rocket::Passwordless;
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

use super::{passkeys::present, session::COOKIE, user::User};
use crate::{Db, error::Error};

#[derive(FromForm)]
struct Close {
    #[field(default = false)]
    sure: bool,
}

pub(crate) fn routes() -> Vec<Route> {
    routes![home, page, log_in_first, close]
}

#[get("/")]
fn home(user: Option<User>) -> Template {
    Template::render("home", context! { user })
}

#[get("/account")]
fn page(user: User) -> Template {
    Template::render("account", context! { user })
}

#[get("/account", rank = 2)]
fn log_in_first() -> Redirect {
    Redirect::to("/login")
}

#[post("/account/close", data = "<form>")]
async fn close(
    user: User,
    form: Form<Close>,
    cookies: &CookieJar<'_>,
    db: &State<Db>,
    passwordless: &State<Passwordless>,
) -> Result<Either<Redirect, (Status, Template)>, Error> {
    if !form.sure {
        let error = "Please tick the box to close your account.";
        let page = Template::render("account", context! { user, error });
        return Ok(Either::Right((Status::UnprocessableEntity, page)));
    }
    let present = present(cookies, &user);
    if let Err(refused) = passwordless.accounts().require_recent(&present, SystemTime::now()).await {
        let page = Template::render("account", context! { user, error: refused.to_string() });
        return Ok(Either::Right((Status::new(refused.status()), page)));
    }
    passwordless.client().delete_user(present.user_id()).await?;
    passwordless.gate().forget_passkeys(present.user_id()).await?;
    user.delete(db).await?;
    cookies.remove_private(COOKIE);
    Ok(Either::Left(Redirect::to("/")))
}

use std::time::SystemTime;

use passwordless_rocket::{Passwordless, Session};
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
    session: Session,
    cookies: &CookieJar<'_>,
    passwordless: &State<Passwordless>,
    db: &State<Db>,
) -> Result<Either<Redirect, (Status, Template)>, Error> {
    if !form.sure {
        let error = "Please tick the box to close your account.";
        let page = Template::render("account", context! { user, error });
        return Ok(Either::Right((Status::UnprocessableEntity, page)));
    }
    let (accounts, now) = (passwordless.accounts(), SystemTime::now());
    if let Err(refused) = accounts.require_recent(&(&*session).into(), now).await {
        let page = Template::render("account", context! { user, error: refused.to_string() });
        return Ok(Either::Right((Status::new(refused.status()), page)));
    }
    passwordless.client().delete_user(session.user_id()).await?;
    passwordless.gate().forget_passkeys(session.user_id()).await?;
    user.delete(db).await?;
    passwordless.gate().sign_out_everywhere(session.user_id(), now).await?;
    passwordless.forget_session(cookies)?;
    Ok(Either::Left(Redirect::to("/")))
}

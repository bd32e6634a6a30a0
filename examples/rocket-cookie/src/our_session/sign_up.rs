use passwordless_rocket::{MaybeSession, Passwordless, SameOrigin};
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

const SHORTEST_PASSWORD: usize = 12;

#[derive(FromForm)]
struct SignUp {
    name: String,
    email: String,
    password: String,
    #[field(default = false)]
    terms: bool,
}

impl SignUp {
    fn check(&self) -> Result<(), &'static str> {
        if self.name.trim().is_empty() {
            return Err("Please tell us your name.");
        }
        if !self.email.contains('@') {
            return Err("Please tell us your e-mail address.");
        }
        if self.password.chars().count() < SHORTEST_PASSWORD {
            return Err("Please choose a password of at least 12 characters.");
        }
        if !self.terms {
            return Err("Please accept the terms of use.");
        }
        Ok(())
    }
}

pub(crate) fn routes() -> Vec<Route> {
    routes![page, sign_up]
}

#[get("/sign-up")]
fn page() -> Template {
    Template::render("sign_up", context! {})
}

#[post("/sign-up", data = "<form>")]
async fn sign_up(
    _from: SameOrigin,
    form: Form<SignUp>,
    over: MaybeSession,
    cookies: &CookieJar<'_>,
    passwordless: &State<Passwordless>,
    db: &State<Db>,
) -> Result<Either<Redirect, (Status, Template)>, Error> {
    let refuse =
        |status, error: &str| Ok(Either::Right((status, Template::render("sign_up", context! { error }))));
    if let Err(error) = form.check() {
        return refuse(Status::UnprocessableEntity, error);
    }
    let SignUp { name, email, password, .. } = form.into_inner();
    match User::insert(db, email.trim().to_owned(), name.trim().to_owned(), password).await? {
        Some(user) => {
            passwordless.sign_in_known(cookies, &user.passkey_user, over.as_deref()).await?;
            Ok(Either::Left(Redirect::to("/account")))
        }
        None => refuse(Status::Conflict, "This address has an account already. Please log in."),
    }
}

use axum::{Router, extract::FromRef, response::IntoResponse as _, routing::get};
use axum_extra::extract::{
    PrivateCookieJar,
    cookie::{Cookie, Key},
};
use http::{StatusCode, header::COOKIE};

use super::{
    super::{contender::SignedIn, site::Served},
    cookies, expiring,
};
use crate::Outcome;

const NAME: &str = "session";

#[derive(Clone)]
struct App(Key);

impl FromRef<App> for Key {
    fn from_ref(app: &App) -> Self {
        app.0.clone()
    }
}

async fn me(jar: PrivateCookieJar) -> Result<String, StatusCode> {
    let cookie = jar.get(NAME).ok_or(StatusCode::UNAUTHORIZED)?;
    expiring::read(cookie.value()).map(str::to_owned).ok_or(StatusCode::UNAUTHORIZED)
}

pub(in super::super) fn cookie_jar() -> Outcome<SignedIn> {
    let key = Key::generate();
    let jar: PrivateCookieJar = PrivateCookieJar::new(key.clone());
    let signed_in = jar.add(Cookie::new(NAME, expiring::write())).into_response();
    let router: Router = Router::new().route("/me", get(me)).with_state(App(key));
    let cookie = cookies::sent_back(signed_in.headers())?;
    Ok(SignedIn { site: Box::new(Served(router)), credential: (COOKIE, cookie) })
}

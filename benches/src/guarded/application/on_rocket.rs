//! The same job on Rocket.

use std::time::SystemTime;

use ::rocket::{
    Build, Config, Rocket,
    config::{LogLevel, SecretKey},
    get,
    http::{Cookie, Status},
    local::asynchronous::Client,
    request::{FromRequest, Outcome as Guarded, Request},
    routes,
};
use http::{HeaderValue, header::COOKIE};
use passwordless::{ApiSecret, SessionKey, SingleProcess};
use passwordless_rocket::{Passwordless, PasswordlessFairing, Session};

use super::{
    super::{
        USER_ID,
        contender::{SignedIn, block_on},
        rocket_site::RocketSite,
    },
    expiring, unguarded,
};
use crate::Outcome;

#[get("/me")]
fn anybody() -> String {
    USER_ID.to_owned()
}

/// The router alone, which answers anybody.
pub(in super::super) fn bare_rocket() -> Outcome<SignedIn> {
    let client = launched(rocket().mount("/", routes![anybody]))?;
    Ok(SignedIn { site: Box::new(RocketSite(client)), credential: (COOKIE, unguarded::some_cookie()?) })
}

#[get("/me")]
fn me(session: Session) -> String {
    session.user_id().to_owned()
}

/// The handler's argument is the whole guard.
pub(in super::super) fn our_guard() -> Outcome<SignedIn> {
    ours(rocket().mount("/", routes![me]))
}

/// What the fairing costs a route that it does not guard, asked by somebody who is signed in.
pub(in super::super) fn our_fairing() -> Outcome<SignedIn> {
    ours(rocket().mount("/", routes![anybody]))
}

fn ours(rocket: Rocket<Build>) -> Outcome<SignedIn> {
    let client = launched(rocket.attach(fairing()?))?;
    let passwordless = client.rocket().state::<Passwordless>().ok_or("the fairing is missing")?;
    let (gate, now) = (passwordless.gate(), SystemTime::now());
    let set = gate.set_cookie(&gate.signed_in_as(USER_ID, now)?, now)?;
    let cookie = HeaderValue::from_str(set.split(';').next().unwrap_or_default())?;
    Ok(SignedIn { site: Box::new(RocketSite(client)), credential: (COOKIE, cookie) })
}

fn fairing() -> Outcome<PasswordlessFairing> {
    // Nobody is asked: a request that is signed in never is a call of the service.
    let secret = ApiSecret::new("bench:secret:00000000000000000000000000000000")?;
    let client = passwordless::Client::builder(secret).url("http://localhost:1").build()?;
    let fairing = Passwordless::fairing().client(client).origins(["http://localhost:4000"]);
    Ok(fairing.key(SessionKey::generate()?).store(SingleProcess::new()))
}

const NAME: &str = "session";

/// What Rocket's guide does: a private cookie, read by a guard.
struct User(String);

#[::rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Guarded<Self, ()> {
        let cookie = request.cookies().get_private(NAME);
        let user = cookie.and_then(|cookie| expiring::read(cookie.value()).map(str::to_owned));
        user.map_or(Guarded::Forward(Status::Unauthorized), |user| Guarded::Success(Self(user)))
    }
}

#[get("/me")]
fn mine(user: User) -> String {
    user.0
}

#[get("/sign-in")]
fn sign_in(cookies: &::rocket::http::CookieJar<'_>) {
    cookies.add_private(Cookie::new(NAME, expiring::write()));
}

pub(in super::super) fn private_cookie_guard() -> Outcome<SignedIn> {
    let client = launched(rocket().mount("/", routes![mine, sign_in]))?;
    let cookie = block_on(async {
        let answer = client.get("/sign-in").dispatch().await;
        let set = answer.headers().get_one("Set-Cookie").unwrap_or_default();
        set.split(';').next().unwrap_or_default().to_owned()
    })?;
    let cookie = HeaderValue::from_str(&cookie)?;
    Ok(SignedIn { site: Box::new(RocketSite(client)), credential: (COOKIE, cookie) })
}

/// As a release is launched, but silent.
fn rocket() -> Rocket<Build> {
    let config = Config { log_level: LogLevel::Off, ..Config::release_default() };
    ::rocket::custom(Config {
        secret_key: SecretKey::generate().unwrap_or(config.secret_key.clone()),
        ..config
    })
}

fn launched(rocket: Rocket<Build>) -> Outcome<Client> {
    Ok(block_on(Client::untracked(rocket))??)
}

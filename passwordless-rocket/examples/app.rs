//! A small application of Rocket. What a user writes for sign-in stands between the marks, and is counted by a test.
//!
//! `Rocket.toml` or the environment says where the service is (`ROCKET_PASSWORDLESS_API_SECRET`, …).

use passwordless::StepUp;
use passwordless_rocket::{Fresh, MaybeSession, Passwordless, Session};
use rocket::{Build, Rocket, get, http::Status, launch, post, routes};

#[get("/")]
fn home(session: MaybeSession) -> &'static str {
    if session.is_some() { "Hello again!" } else { "Hello!" }
}

#[get("/me")]
// [protect]
fn me(session: Session) -> String {
    // [end]
    session.user_id().to_owned()
}

#[post("/close-account")]
// [step-up]
fn close_account(_session: Fresh<StepUp>) -> Status {
    // [end]
    Status::NoContent
}

#[launch]
pub(crate) fn rocket() -> Rocket<Build> {
    rocket::build()
        // [attach]
        .attach(Passwordless::fairing())
        // [end]
        .mount("/", routes![home, me, close_account])
}

//! A native application of Android, against Rocket.

#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

#[path = "../../../passwordless-tower/tests/support/native.rs"]
mod native;
#[path = "../support/serve.rs"]
mod serve;

use native::{APP, Names, WEB, client};
use passwordless::{SessionKey, SingleProcess, StepUp};
use passwordless_emulator::Emulator;
use passwordless_rocket::{Fresh, Passwordless, Session};
use rocket::{get, post, routes};

#[get("/me")]
fn me(session: Session) -> String {
    session.user_id().to_owned()
}

#[post("/pay")]
fn pay(_fresh: Fresh<StepUp>) {}

async fn served() -> (Emulator, String, rocket::Shutdown) {
    let emulator = Emulator::start().unwrap();
    let fairing = Passwordless::fairing()
        .client(client(&emulator))
        .origins([WEB, APP])
        .key(SessionKey::generate().unwrap())
        .store(SingleProcess::new())
        .newcomers(Names::default());
    let rocket = serve::on_a_free_port().attach(fairing).mount("/", routes![me, pay]);
    let (url, shutdown) = serve::serve(rocket).await;
    (emulator, url, shutdown)
}

#[rocket::async_test]
async fn a_whole_account_is_led_by_bearers() {
    let (emulator, url, _shutdown) = served().await;
    native::leads_a_whole_account(&emulator, &url).await;
}

#[rocket::async_test]
async fn the_web_page_and_the_application_have_one_account() {
    let (emulator, url, _shutdown) = served().await;
    native::shares_its_account_with_the_web(&emulator, &url).await;
}

#[rocket::async_test]
async fn another_certificate_is_another_origin() {
    let (emulator, url, _shutdown) = served().await;
    native::lets_nobody_else_in(&emulator, &url).await;
}

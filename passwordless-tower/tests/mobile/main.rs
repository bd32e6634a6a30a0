//! A native application of Android, against axum.

#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

#[path = "../support/native.rs"]
mod native;

use axum::{
    Router,
    routing::{get, post},
};
use native::{APP, Names, WEB, client};
use passwordless::{SessionKey, SingleProcess, StepUp};
use passwordless_emulator::Emulator;
use passwordless_tower::{
    Passwordless,
    axum::{Fresh, Session},
};

async fn served() -> (Emulator, String) {
    let emulator = Emulator::start().unwrap();
    let passwordless = Passwordless::builder(client(&emulator), [WEB, APP])
        .key(SessionKey::generate().unwrap())
        .store(SingleProcess::new())
        .newcomers(Names::default())
        .build()
        .unwrap();
    let app = Router::new()
        .route("/me", get(async |session: Session| session.user_id().to_owned()))
        .route("/pay", post(async |_: Fresh<StepUp>| ()))
        .nest("/passkeys", passwordless.routes())
        .with_state(passwordless);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (emulator, url)
}

#[tokio::test]
async fn a_whole_account_is_led_by_bearers() {
    let (emulator, url) = served().await;
    native::leads_a_whole_account(&emulator, &url).await;
}

#[tokio::test]
async fn the_web_page_and_the_application_have_one_account() {
    let (emulator, url) = served().await;
    native::shares_its_account_with_the_web(&emulator, &url).await;
}

#[tokio::test]
async fn another_certificate_is_another_origin() {
    let (emulator, url) = served().await;
    native::lets_nobody_else_in(&emulator, &url).await;
}

//! Passkeys in axum: `cargo run --example quickstart_axum`, then open <http://localhost:4000>.

mod names;

use axum::{Router, response::Html, routing::get};
use passwordless::{Client, SessionKey, SingleProcess};
use passwordless_emulator::Emulator;
use passwordless_tower::{Passwordless, axum::Session};
use tokio::net::TcpListener;

async fn me(session: Session) -> String {
    format!("You are {}.", session.user_id())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start()?; // in production: Client::from_env() and SessionKey::from_env("SECRET_KEY")
    let client = Client::builder(emulator.api_secret().parse()?).url(emulator.url()).build()?;
    let page =
        include_str!("sign-in.html").replace("{url}", emulator.url()).replace("{key}", emulator.api_key());

    let passwordless = Passwordless::builder(client, ["http://localhost:4000"])
        .key(SessionKey::generate()?)
        .store(SingleProcess::new())
        .newcomers(names::Names::default()) // your users: an `impl Users` and an `impl Newcomers`
        .sign_in_page("/")
        .build()?;
    let app = Router::new()
        .route("/", get(async move || Html(page)))
        .route("/me", get(me))
        .nest("/passkeys", passwordless.routes())
        .layer(passwordless.identify())
        .with_state(passwordless);
    axum::serve(TcpListener::bind("127.0.0.1:4000").await?, app).await?;
    Ok(())
}

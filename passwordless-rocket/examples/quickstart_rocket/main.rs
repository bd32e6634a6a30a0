//! Passkeys in Rocket: `cargo run --example quickstart_rocket`, then open <http://localhost:4000>.

mod names;

use passwordless::{Client, SingleProcess};
use passwordless_emulator::Emulator;
use passwordless_rocket::{Passwordless, Session};
use rocket::{State, get, response::content::RawHtml, routes};

#[get("/")]
fn sign_in(page: &State<String>) -> RawHtml<&str> {
    RawHtml(page)
}

#[get("/me")]
fn me(session: Session) -> String {
    format!("You are {}.", session.user_id())
}

#[rocket::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start()?; // in production: the table [default.passwordless] of Rocket.toml
    let client = Client::builder(emulator.api_secret().parse()?).url(emulator.url()).build()?;
    let page =
        include_str!("sign-in.html").replace("{url}", emulator.url()).replace("{key}", emulator.api_key());

    let passwordless = Passwordless::fairing()
        .client(client)
        .origins(["http://localhost:4000"])
        .store(SingleProcess::new())
        .newcomers(names::Names::default()) // your users: an `impl Users` and an `impl Newcomers`
        .sign_in_page("/");
    rocket::custom(rocket::Config::figment().merge(("port", 4000)))
        .manage(page)
        .attach(passwordless)
        .mount("/", routes![sign_in, me])
        .launch()
        .await?;
    Ok(())
}

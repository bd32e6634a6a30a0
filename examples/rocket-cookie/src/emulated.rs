//! The service, as these examples have it: an emulator. In production the fairing reads Rocket.toml, the store is shared
//! by all processes, and `settings.js` is a file of yours.

use passwordless::{Client, Error, Store};
use passwordless_emulator::Emulator;
use passwordless_rocket::{Passwordless, PasswordlessFairing};
use rocket::{Build, Rocket, State, fairing::AdHoc, get, response::content::RawJavaScript, routes};

struct Settings(String);

/// Passkeys for the pages of `origin`, before the application has said anything about its accounts.
///
/// # Errors
///
/// When the emulator's key or address cannot be used.
pub fn passwordless(
    emulator: &Emulator,
    origin: &str,
    store: impl Store,
) -> Result<PasswordlessFairing, Error> {
    let client = Client::builder(emulator.api_secret().parse()?).url(emulator.url()).build()?;
    Ok(Passwordless::fairing().client(client).origins([origin]).store(store))
}

/// `/settings.js`, which tells the pages where the service is, and the application's public key.
#[must_use]
pub fn settings(emulator: &Emulator) -> AdHoc {
    let (url, key) = (emulator.url(), emulator.api_key());
    let settings = Settings(format!("export default {{ apiUrl: '{url}', apiKey: '{key}' }};\n"));
    AdHoc::on_ignite("settings.js", |rocket: Rocket<Build>| async move {
        rocket.manage(settings).mount("/", routes![script])
    })
}

#[get("/settings.js")]
fn script(settings: &State<Settings>) -> RawJavaScript<&str> {
    RawJavaScript(&settings.0)
}

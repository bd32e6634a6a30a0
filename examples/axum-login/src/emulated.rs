//! The service, as these examples have it: an emulator. In production it is `Client::from_env()`, the store is shared by
//! all processes, and `settings.js` is a file of yours.

use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use passwordless::{Client, Error, Store};
use passwordless_emulator::Emulator;
use passwordless_tower::{Passwordless, PasswordlessBuilder};

/// Passkeys for the pages of `origin`, before the application has said anything about its accounts.
///
/// # Errors
///
/// When the emulator's key or address cannot be used.
pub fn passwordless(
    emulator: &Emulator,
    origin: &str,
    store: impl Store,
) -> Result<PasswordlessBuilder, Error> {
    let client = Client::builder(emulator.api_secret().parse()?).url(emulator.url()).build()?;
    Ok(Passwordless::builder(client, [origin]).store(store))
}

/// `/settings.js`, which tells the pages where the service is, and the application's public key.
pub fn settings(emulator: &Emulator) -> Router {
    let (url, key) = (emulator.url(), emulator.api_key());
    let script = format!("export default {{ apiUrl: '{url}', apiKey: '{key}' }};\n");
    Router::new().route("/settings.js", get(async move || ([(CONTENT_TYPE, "text/javascript")], script)))
}

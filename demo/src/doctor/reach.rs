//! Whether the service answers, and takes our secret.

use passwordless::{Client, Error, ErrorKind};

use crate::chain::Chain;
use crate::state::Application;

/// Asks beside the start, which an outage of the service must not hold up.
pub(super) fn look_later(application: &Application) {
    // The emulator in this process is as well as we are.
    if application.emulator.is_some() {
        return;
    }
    let (client, api_url) = (application.client.clone(), application.api_url.clone());
    rocket::tokio::spawn(async move {
        match look(&client, &api_url).await {
            Ok(()) => tracing::info!(api = api_url, "the service answers, and takes our secret"),
            Err(trouble) => tracing::error!("{trouble}"),
        }
    });
}

/// One call that needs the secret and changes nothing.
pub(super) async fn look(client: &Client, api_url: &str) -> Result<(), String> {
    client.count_users().await.map(drop).map_err(|error| trouble(&error, api_url))
}

fn trouble(error: &Error, api_url: &str) -> String {
    let why = Chain(error);
    match error.kind() {
        _ if error.is_our_key() => format!(
            "the service at {api_url} refuses our secret, so nobody can sign in. Set API_SECRET to a private key of \
             the application, one that is not locked, or API_URL to the service that knows it ({why})"
        ),
        ErrorKind::Transport => format!(
            "the service does not answer at {api_url}, so nobody can sign in. Look whether it runs and whether this \
             machine may reach it, or set API_URL to where it is ({why})"
        ),
        _ => format!(
            "what answers at {api_url} does not answer like Passwordless.dev. Set API_URL to the service's address, \
             such as https://v4.passwordless.dev ({why})"
        ),
    }
}

//! The client of the service, and how it finds a newer secret while the demo runs.

use passwordless::{ApiKey, Client};

use super::ServiceError;
use crate::secrets::SecretSource;

/// A client with the secret as it is now, which fetches a newer one when the service refuses that.
///
/// # Errors
///
/// If the secret cannot be read, is not an API secret, or is another application's than the public key; the text names the
/// setting.
pub(super) async fn client(url: &str, from: &SecretSource, key: &ApiKey) -> Result<Client, ServiceError> {
    let secret = from.read().await?;
    if secret.app_id() != key.app_id() {
        let (secret, key) = (secret.app_id().to_owned(), key.app_id().to_owned());
        return Err(ServiceError::OtherApplication { name: from.name(), secret, key });
    }
    let client = Client::builder(secret).url(url);
    let client = match from {
        SecretSource::Given(_) => client,
        SecretSource::File(_) | SecretSource::Aws(_) => {
            let source = from.clone();
            client.secret_source(move || {
                let source = source.clone();
                async move { source.read().await }
            })
        }
    };
    client.build().map_err(ServiceError::Client)
}

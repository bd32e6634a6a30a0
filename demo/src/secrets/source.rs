//! The API secret, and how a newer one is found while the demo runs.

use std::path::PathBuf;

use passwordless::{ApiKey, ApiSecret, Client};

use super::{AwsSecret, file};
use crate::start_error::StartError;

/// Where the application's private key lies.
#[derive(Debug, Clone)]
pub enum SecretSource {
    /// In the settings themselves; another one needs a restart.
    Given(ApiSecret),
    /// In a file, which is read again when the service refuses the secret.
    File(PathBuf),
    /// In AWS Secrets Manager, which is asked again when the service refuses the secret.
    Aws(AwsSecret),
}

impl SecretSource {
    /// A client of the service with the secret as it is now, which fetches a newer one when that is refused.
    ///
    /// # Errors
    ///
    /// If the secret cannot be read, is none, or is another application's than the public key; the text names the
    /// setting.
    pub(crate) async fn client(&self, url: &str, key: &ApiKey) -> Result<Client, StartError> {
        let secret = self.read().await?;
        if secret.app_id() != key.app_id() {
            let (secret, key) = (secret.app_id().to_owned(), key.app_id().to_owned());
            return Err(StartError::OtherApplication { name: self.name(), secret, key });
        }
        let client = Client::builder(secret).url(url);
        let client = match self {
            Self::Given(_) => client,
            Self::File(_) | Self::Aws(_) => {
                let source = self.clone();
                client.secret_source(move || {
                    let source = source.clone();
                    async move { source.read().await }
                })
            }
        };
        client.build().map_err(StartError::Client)
    }

    /// The variable that says so.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Given(_) => "API_SECRET",
            Self::File(_) => "API_SECRET_FILE",
            Self::Aws(_) => "API_SECRET_AWS",
        }
    }

    async fn read(&self) -> Result<ApiSecret, StartError> {
        let name = self.name();
        let text = match self {
            Self::Given(secret) => return Ok(secret.clone()),
            Self::File(path) => file::read(name, path)?,
            Self::Aws(secret) => secret.read().await?,
        };
        text.parse().map_err(|source| StartError::Key { name, source })
    }
}

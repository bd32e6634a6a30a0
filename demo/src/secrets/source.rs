//! The API secret, and how a newer one is found while the demo runs.

use std::path::PathBuf;

use passwordless::{ApiSecret, Client};

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
    /// If the secret cannot be read, or is none; the text names the setting.
    pub(crate) async fn client(&self, url: &str) -> Result<Client, StartError> {
        let client = Client::builder(self.read().await?).url(url);
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

    async fn read(&self) -> Result<ApiSecret, StartError> {
        let (name, text) = match self {
            Self::Given(secret) => return Ok(secret.clone()),
            Self::File(path) => ("API_SECRET_FILE", file::read("API_SECRET_FILE", path)?),
            Self::Aws(secret) => ("API_SECRET_AWS", secret.read().await?),
        };
        text.parse().map_err(|source| StartError::Key { name, source })
    }
}

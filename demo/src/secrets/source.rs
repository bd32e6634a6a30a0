//! The places where the API secret may lie.

use std::path::PathBuf;

use passwordless::ApiSecret;

use super::{AwsSecret, SecretError, file};

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
    /// The variable that says so.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Given(_) => "API_SECRET",
            Self::File(_) => "API_SECRET_FILE",
            Self::Aws(_) => "API_SECRET_AWS",
        }
    }

    /// The secret as it is now.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not an API secret; the text names the setting.
    pub(crate) async fn read(&self) -> Result<ApiSecret, SecretError> {
        let name = self.name();
        let text = match self {
            Self::Given(secret) => return Ok(secret.clone()),
            Self::File(path) => file::read(name, path)?,
            Self::Aws(secret) => secret.read().await?,
        };
        text.parse().map_err(|source| SecretError::Key { name, source })
    }
}

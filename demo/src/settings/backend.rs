//! Which service does the WebAuthn.

use passwordless::ApiKey;

use super::SettingsError;
use super::secret_place::api_secret;
use crate::secrets::{SecretError, SecretSource};

/// Who does the WebAuthn.
#[derive(Debug)]
pub enum Backend {
    /// The emulator, in this process.
    Emulator,
    /// Passwordless.dev, or a server that speaks its API.
    Service {
        /// Its address.
        url: String,
        /// The place of the application's private key.
        secret: SecretSource,
        /// The application's public key, which pages carry.
        key: ApiKey,
    },
}

impl Backend {
    pub(super) fn read(lookup: &impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let (url, secret, key) = (lookup("API_URL"), api_secret(lookup)?, lookup("API_KEY"));
        let emulator = match lookup("EMULATOR").as_deref() {
            None => None,
            Some("1" | "true") => Some(true),
            Some("0" | "false") => Some(false),
            Some(value) => return Err(SettingsError::Emulator { value: value.to_owned() }),
        };
        match (url, secret, key) {
            (None, None, None) => match emulator.unwrap_or(cfg!(debug_assertions)) {
                true => Ok(Self::Emulator),
                false => Err(SettingsError::NoService),
            },
            _ if emulator == Some(true) => Err(SettingsError::EmulatorAndService),
            (Some(url), Some(secret), Some(key)) => {
                let key = key.parse().map_err(|source| SecretError::Key { name: "API_KEY", source })?;
                Ok(Self::Service { url, secret, key })
            }
            (url, secret, key) => {
                let set = [
                    ("API_URL", url.is_some()),
                    ("API_SECRET", secret.is_some()),
                    ("API_KEY", key.is_some()),
                ];
                let missing = set.into_iter().filter(|(_, is_set)| !is_set);
                Err(SettingsError::Missing { names: missing.map(|(name, _)| name).collect() })
            }
        }
    }
}

//! Which service does the WebAuthn.

use passwordless::{ApiKey, ApiSecret};

use crate::start_error::StartError;

/// Who does the WebAuthn.
#[derive(Debug)]
pub enum Backend {
    /// The emulator, in this process.
    Emulator,
    /// Passwordless.dev, or a server that speaks its API.
    Service {
        /// Its address.
        url: String,
        /// The application's private key.
        secret: ApiSecret,
        /// The application's public key, which pages carry.
        key: ApiKey,
    },
}

impl Backend {
    pub(super) fn read(lookup: &impl Fn(&str) -> Option<String>) -> Result<Self, StartError> {
        const NAMES: [&str; 3] = ["API_URL", "API_SECRET", "API_KEY"];
        let values = NAMES.map(lookup);
        let emulator = match lookup("EMULATOR").as_deref() {
            None => None,
            Some("1" | "true") => Some(true),
            Some("0" | "false") => Some(false),
            Some(value) => return Err(StartError::UnreadableEmulator { value: value.to_owned() }),
        };
        match values {
            [None, None, None] => match emulator.unwrap_or(cfg!(debug_assertions)) {
                true => Ok(Self::Emulator),
                false => Err(StartError::NoService),
            },
            _ if emulator == Some(true) => Err(StartError::EmulatorAndService),
            [Some(url), Some(secret), Some(key)] => Ok(Self::Service {
                url,
                secret: secret.parse().map_err(|source| StartError::Key { name: "API_SECRET", source })?,
                key: key.parse().map_err(|source| StartError::Key { name: "API_KEY", source })?,
            }),
            values => {
                let missing = NAMES.into_iter().zip(values).filter(|(_, value)| value.is_none());
                Err(StartError::MissingSettings { names: missing.map(|(name, _)| name).collect() })
            }
        }
    }
}

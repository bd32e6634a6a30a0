use crate::secrets::SecretError;

/// Why there is no service to ask; the text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The two keys are of different applications.
    #[error(
        "{name} is of the application `{secret}`, and API_KEY of the application `{key}`. Take both from the settings of one application"
    )]
    OtherApplication {
        /// The variable of the secret.
        name: &'static str,
        /// The secret's application.
        secret: String,
        /// The public key's.
        key: String,
    },
    /// The client refuses its settings.
    #[error("the client of the passkey service cannot be built")]
    Client(#[source] passwordless::Error),
    /// The emulator did not start.
    #[error("the emulator does not start")]
    Emulator(#[from] passwordless_emulator::StartError),
    /// A secret cannot be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

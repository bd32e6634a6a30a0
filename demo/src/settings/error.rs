use crate::secrets::SecretError;

/// Why a setting cannot be used; the text names it and says what to write.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// Some of the service's three settings are there and some are not.
    #[error("{} {} not set. Set API_URL, API_SECRET and API_KEY together{}", names.join(" and "), if names.len() == 1 { "is" } else { "are" }, WITHOUT)]
    Missing {
        /// The missing ones.
        names: Vec<&'static str>,
    },
    /// None of the service's settings is there, and this build does not start the emulator by itself.
    #[error(
        "API_URL, API_SECRET and API_KEY are not set, so there is no service to ask. Set them, or set EMULATOR=1 to try the demo offline"
    )]
    NoService,
    /// Both the service and the emulator were asked for.
    #[error("EMULATOR=1 is set together with API_URL, API_SECRET or API_KEY. Remove the one or the others")]
    EmulatorAndService,
    /// `EMULATOR` says neither yes nor no.
    #[error("EMULATOR is `{value}`, which is neither 1 (use it) nor 0 (do not)")]
    Emulator {
        /// What it says.
        value: String,
    },
    /// `PORT` is no port.
    #[error(
        "PORT is `{value}`, which is not a port. Write a number from 1 to 65535, or leave it out for 4000"
    )]
    Port {
        /// What it says.
        value: String,
    },
    /// `ORIGIN` cannot have passkeys.
    #[error("ORIGIN is `{value}`: {reason}. Write the address that people see, such as https://app.example")]
    Origin {
        /// What it says.
        value: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `TRUSTED_PROXIES` names what is no proxy.
    #[error("TRUSTED_PROXIES has `{entry}`: {source}")]
    Proxy {
        /// The part that cannot be used.
        entry: String,
        /// What is wrong with it.
        source: passwordless::Error,
    },
    /// `RATE_LIMIT` is no number.
    #[error(
        "RATE_LIMIT is `{value}`, which is not a number of requests per minute. Write one such as 120, or 0 for no limit"
    )]
    RateLimit {
        /// What it says.
        value: String,
    },
    /// One of `CORS_ORIGINS` cannot be let in.
    #[error(
        "CORS_ORIGINS has `{entry}`: {reason}. Write origins below ORIGIN with commas between, such as https://static.app.example"
    )]
    CorsOrigin {
        /// What it says.
        entry: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A secret has two places.
    #[error("{} and {} are both set. Keep one of them", names[0], names[1])]
    SecretTwice {
        /// Their variables.
        names: [&'static str; 2],
    },
    /// A secret is where the name of its place should be.
    #[error(
        "{name} seems to hold the secret itself. It names the place where the secret lies; write the secret to {instead} instead"
    )]
    SecretAsPlace {
        /// The variable.
        name: &'static str,
        /// The variable for the secret.
        instead: &'static str,
    },
    /// A secret cannot be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

const WITHOUT: &str = if cfg!(debug_assertions) {
    ", or none of them to use the emulator"
} else {
    ", or none of them and EMULATOR=1 to use the emulator"
};

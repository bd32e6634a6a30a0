//! Why the demo did not start, each with the way out.

use std::path::PathBuf;

/// Why the demo did not start; the text says what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Some of the service's three settings are there and some are not.
    #[error("{} {} not set. Set API_URL, API_SECRET and API_KEY together{}", names.join(" and "), if names.len() == 1 { "is" } else { "are" }, WITHOUT)]
    MissingSettings {
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
    UnreadableEmulator {
        /// What it says.
        value: String,
    },
    /// `PORT` is no port.
    #[error(
        "PORT is `{value}`, which is not a port. Write a number from 1 to 65535, or leave it out for 4000"
    )]
    UnreadablePort {
        /// What it says.
        value: String,
    },
    /// Somebody else listens on the port.
    #[error("port {port} is taken by another program. Stop that program, or choose another port, as in PORT={}", next_port(*port))]
    BusyPort {
        /// The port.
        port: u16,
    },
    /// `ORIGIN` cannot have passkeys.
    #[error("ORIGIN is `{value}`: {reason}. Write the address that people see, such as https://app.example")]
    UnusableOrigin {
        /// What it says.
        value: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `TRUSTED_PROXIES` names what is no proxy.
    #[error(
        "TRUSTED_PROXIES has `{entry}`: {reason}. Write the addresses or networks of your own proxies, as in 127.0.0.1, 10.0.0.0/8, or leave it out"
    )]
    UnusableProxy {
        /// The part that cannot be used.
        entry: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// `RATE_LIMIT` is no number.
    #[error(
        "RATE_LIMIT is `{value}`, which is not a number of requests per minute. Write one such as 120, or 0 for no limit"
    )]
    UnreadableRateLimit {
        /// What it says.
        value: String,
    },
    /// One of `CORS_ORIGINS` cannot be let in.
    #[error(
        "CORS_ORIGINS has `{entry}`: {reason}. Write origins below ORIGIN with commas between, such as https://static.app.example"
    )]
    UnusableCorsOrigin {
        /// What it says.
        entry: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// One of the keys is not what its name says.
    #[error("{name} cannot be used")]
    Key {
        /// The variable.
        name: &'static str,
        /// What is wrong with it.
        source: passwordless::Error,
    },
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
    /// The file of a secret cannot be read.
    #[error("{name} names {}, which cannot be read. Write the path of a file that this program may read", path.display())]
    UnreadableSecretFile {
        /// The variable.
        name: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file of a secret holds none.
    #[error("{name} names {}, which {reason}", path.display())]
    UnusableSecretFile {
        /// The variable.
        name: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: &'static str,
    },
    /// The secret is in AWS Secrets Manager, and this build does not speak with it.
    #[error(
        "API_SECRET_AWS is set, and this build cannot ask AWS Secrets Manager. Build it with --features aws, or use API_SECRET or API_SECRET_FILE"
    )]
    NoAws,
    /// `API_SECRET_AWS` is no name of a secret.
    #[error(
        "API_SECRET_AWS is `{value}`, which names no secret. Write a name or an ARN, and #field behind it if the secret is a JSON object"
    )]
    UnreadableAws {
        /// What it says.
        value: String,
    },
    /// AWS Secrets Manager does not give the secret.
    #[error("API_SECRET_AWS names the secret `{id}`: {reason}")]
    Aws {
        /// The secret.
        id: String,
        /// What is wrong, and what to do.
        reason: String,
        /// What the client of AWS says.
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The client refuses its settings.
    #[error("the client of the passkey service cannot be built")]
    Client(#[source] passwordless::Error),
    /// The emulator did not start.
    #[error("the emulator does not start")]
    Emulator(#[from] passwordless_emulator::StartError),
    /// The folder for the demo's files cannot be made.
    #[error("the folder {} cannot be made. Set DATA_DIR to one that can", path.display())]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database of users does not open.
    #[error(
        "the database of users does not open. Look at DATABASE_URL, as in sqlite:users.sqlite or postgres://name:password@host/database"
    )]
    Database(#[from] sqlx::Error),
    /// Postgres does not let us in.
    #[error("DATABASE_URL: {reason}")]
    Postgres {
        /// What is wrong, and what to do.
        reason: String,
        /// What Postgres or the system says.
        source: sqlx::Error,
    },
    /// `DATABASE_URL` names neither SQLite nor Postgres.
    #[error(
        "DATABASE_URL begins with neither sqlite: nor postgres:. Write it like sqlite:users.sqlite or postgres://name:password@host/database"
    )]
    UnknownDatabase,
    /// The crate's tables cannot be made or read.
    #[error(
        "the tables of sign-ins cannot be made or read. Is the database older or newer than this program?"
    )]
    Store(#[source] passwordless_sqlx::OpenError),
    /// The database of users is not one of ours, or is newer than this program.
    #[error(
        "the database of users cannot be brought up to date. Is it another program's, or newer than this one?"
    )]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The program takes no such argument.
    #[error(
        "`{argument}` is no command. There is `doctor`, which looks at settings, database and service; without it, the demo serves"
    )]
    UnknownCommand {
        /// What was asked for.
        argument: String,
    },
    /// The doctor found something that does not work.
    #[error("{broken} of the things above {} not work", if *broken == 1 { "does" } else { "do" })]
    Unwell {
        /// How many.
        broken: usize,
    },
    /// The doctor's report cannot be written.
    #[error("the report cannot be written")]
    Report(#[source] std::io::Error),
    /// Rocket did not launch.
    #[error("the server does not launch: {0}")]
    Launch(String),
}

const WITHOUT: &str = if cfg!(debug_assertions) {
    ", or none of them to use the emulator"
} else {
    ", or none of them and EMULATOR=1 to use the emulator"
};

fn next_port(port: u16) -> u16 {
    port.checked_add(1).unwrap_or(crate::settings::DEFAULT_PORT)
}

use std::path::PathBuf;

/// Why a secret cannot be had; the text names the setting and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// A key is not what its name says.
    #[error("{name} cannot be used")]
    Key {
        /// The variable.
        name: &'static str,
        /// What is wrong with it.
        source: passwordless::Error,
    },
    /// The file of a secret cannot be read.
    #[error("{name} names {}, which cannot be read. Write the path of a file that this program may read", path.display())]
    UnreadableFile {
        /// The variable.
        name: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file of a secret holds none.
    #[error("{name} names {}, which {reason}", path.display())]
    UnusableFile {
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
}

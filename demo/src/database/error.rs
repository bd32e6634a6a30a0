/// Why the database does not open; the text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The database of users does not open.
    #[error(
        "the database of users does not open. Look at DATABASE_URL, as in sqlite:users.sqlite or postgres://name:password@host/database"
    )]
    Closed(#[from] sqlx::Error),
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
    Unknown,
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
}

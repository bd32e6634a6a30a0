use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, Connection, raw_sql};

static MIGRATIONS: Migrator = Migrator { locking: false, ..sqlx::migrate!() };

/// How one of several processes that start at once migrates before the others: how its transaction begins, and which
/// lock it takes then. Sqlx has a lock of its own, but not on SQLite.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    begin: &'static str,
    lock: &'static str,
}

impl Turn {
    /// SQLite's transaction is the lock.
    pub(super) const SQLITE: Self = Self { begin: "BEGIN IMMEDIATE", lock: "SELECT 1" };

    /// The number is the demo's own; the crate has another for its tables.
    pub(super) const POSTGRES: Self =
        Self { begin: "BEGIN", lock: "DO $$ BEGIN PERFORM pg_advisory_xact_lock(7204418935521); END $$" };
}

/// Brings the tables up to date, all migrations or none.
pub(super) async fn migrate(connection: &mut AnyConnection, turn: Turn) -> Result<(), MigrateError> {
    let mut transaction = connection.begin_with(turn.begin).await?;
    raw_sql(turn.lock).execute(&mut *transaction).await?;
    MIGRATIONS.run_direct(None, &mut *transaction, false).await?;
    Ok(transaction.commit().await?)
}

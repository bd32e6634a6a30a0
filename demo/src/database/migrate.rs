use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, Connection, SqlSafeStr, raw_sql};

/// Each by its number and its name, as its file has them.
const MIGRATIONS: [(i64, &str, &str); 7] = [
    (1, "users", include_str!("../../migrations/0001_users.sql")),
    (2, "sign in marks", include_str!("../../migrations/0002_sign_in_marks.sql")),
    (3, "departures", include_str!("../../migrations/0003_departures.sql")),
    (4, "sign in stores", include_str!("../../migrations/0004_sign_in_stores.sql")),
    (5, "pending addresses", include_str!("../../migrations/0005_pending_addresses.sql")),
    (6, "sign ins of the crate", include_str!("../../migrations/0006_sign_ins_of_the_crate.sql")),
    (7, "address mails", include_str!("../../migrations/0007_address_mails.sql")),
];

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
    migrator().run_direct(None, &mut *transaction, false).await?;
    Ok(transaction.commit().await?)
}

fn migrator() -> Migrator {
    let migration = |(version, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    let mut migrator = Migrator::with_migrations(MIGRATIONS.map(migration).into());
    migrator.set_locking(false);
    migrator
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_migration() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
        let mut files: Vec<String> = files.map(|file| file.into_string().unwrap()).collect();
        files.sort();
        let named =
            MIGRATIONS.map(|(version, name, _)| format!("{version:04}_{}.sql", name.replace(' ', "_")));
        assert_eq!(files, named);
    }
}

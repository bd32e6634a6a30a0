//! The tables, and how they came to be.

use sqlx::{
    SqlSafeStr,
    migrate::{Migrate, MigrateError, Migration, MigrationType},
};

/// The newest migration that this version knows. Every new file raises it.
pub(crate) const VERSION: i64 = 6;

/// Beside the application's own `_sqlx_migrations`, in which sqlx would miss ours, and here the application's.
const TABLE: &str = "passwordless_migrations";

const TABLES: &str = include_str!("../migrations/1_tables.sql");
const STORE: &str = include_str!("../migrations/3_store.sql");
const PASSKEYS: &str = include_str!("../migrations/4_passkeys.sql");
const SIGN_INS: &str = include_str!("../migrations/6_sign_ins.sql");

/// What the two databases spell differently.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    clock: &'static str,
    turns: &'static str,
}

#[cfg(feature = "sqlite")]
pub(crate) const SQLITE: Dialect = Dialect {
    clock: include_str!("../migrations/2_clock.sqlite.sql"),
    turns: include_str!("../migrations/5_turns.sqlite.sql"),
};
#[cfg(feature = "postgres")]
pub(crate) const POSTGRES: Dialect = Dialect {
    clock: include_str!("../migrations/2_clock.postgres.sql"),
    turns: include_str!("../migrations/5_turns.postgres.sql"),
};

/// Applies what was not applied yet, in the words of this database.
///
/// Within a transaction that holds a lock. Sqlx's `Migrator` has a lock of its own, but not on SQLite, and does not
/// give it back when it fails.
pub(crate) async fn apply(connection: &mut impl Migrate, dialect: Dialect) -> Result<(), MigrateError> {
    let migrations = [
        migration(1, "tables", TABLES),
        migration(2, "clock", dialect.clock),
        migration(3, "store", STORE),
        migration(4, "passkeys", PASSKEYS),
        migration(5, "turns", dialect.turns),
        migration(VERSION, "sign ins", SIGN_INS),
    ];
    connection.ensure_migrations_table(TABLE).await?;
    let applied = connection.list_applied_migrations(TABLE).await?;
    for applied in &applied {
        let Some(known) = migrations.iter().find(|known| known.version == applied.version) else {
            return Err(MigrateError::VersionMissing(applied.version));
        };
        if known.checksum != applied.checksum {
            return Err(MigrateError::VersionMismatch(applied.version));
        }
    }
    for migration in &migrations {
        if !applied.iter().any(|applied| applied.version == migration.version) {
            connection.apply(TABLE, migration).await?;
        }
    }
    Ok(())
}

fn migration(version: i64, name: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
}

//! Answers of several columns, read from rows.

use sqlx::{FromRow, Row};

use super::{Spending, Written};

// Sqlx's derive does the same, but its crate builds the drivers of both databases once more, for the compiler.
macro_rules! rows {
    ($feature:literal, $row:ty) => {
        #[cfg(feature = $feature)]
        impl FromRow<'_, $row> for Spending {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                Ok(Self {
                    credentials: row.try_get(0)?,
                    generation: row.try_get(1)?,
                    revoked_at: row.try_get(2)?,
                    ends_at: row.try_get(3)?,
                })
            }
        }

        #[cfg(feature = $feature)]
        impl FromRow<'_, $row> for Written {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                Ok(Self { generation: row.try_get(0)?, until: row.try_get(1)? })
            }
        }
    };
}

rows!("sqlite", sqlx::sqlite::SqliteRow);
rows!("postgres", sqlx::postgres::PgRow);

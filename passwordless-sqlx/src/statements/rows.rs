//! Answers of several columns, read from rows.

use sqlx::{FromRow, Row};

use super::{Spending, Written, sign_ins::Noted};

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

        #[cfg(feature = $feature)]
        impl FromRow<'_, $row> for Noted {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                Ok(Self {
                    session_mark: row.try_get("session_mark")?,
                    user_id: row.try_get("user_id")?,
                    credential_mark: row.try_get("credential_mark")?,
                    generation: row.try_get("generation")?,
                    began_at: row.try_get("began_at")?,
                    seen_at: row.try_get("seen_at")?,
                    expires_at: row.try_get("expires_at")?,
                    address: row.try_get("address")?,
                    user_agent: row.try_get("user_agent")?,
                })
            }
        }
    };
}

rows!("sqlite", sqlx::sqlite::SqliteRow);
rows!("postgres", sqlx::postgres::PgRow);

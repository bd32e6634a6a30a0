//! Structs that are read from rows.

/// Reads each field from the column of its name.
///
/// Sqlx's derive does the same, but its crate builds the drivers of both databases once more, for the compiler: a minute
/// of a first `cargo run`.
macro_rules! from_row {
    ($of:ident { $($field:ident),+ $(,)? }) => {
        impl sqlx::FromRow<'_, sqlx::any::AnyRow> for $of {
            fn from_row(row: &sqlx::any::AnyRow) -> sqlx::Result<Self> {
                use sqlx::Row as _;

                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
    };
}

pub(super) use from_row;

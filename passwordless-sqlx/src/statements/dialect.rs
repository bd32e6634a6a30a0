//! What differs between the two databases where revocations are read and compared.

use std::ops::Range;

use crate::parts::Parts;

/// Parts that one statement compares, and its last argument.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) range: Range<usize>,
    pub(super) number: i64,
}

/// Postgres tells a part by its width.
#[cfg(feature = "postgres")]
pub(super) fn at_once(parts: Parts) -> impl Iterator<Item = Span> {
    std::iter::once(Span { range: 0..parts.len(), number: parts.width() as i64 })
}

/// SQLite is told the part. Each statement is short, so that nobody waits long for the connection.
#[cfg(feature = "sqlite")]
pub(super) fn one_by_one(parts: Parts) -> impl Iterator<Item = Span> {
    (0..parts.len()).map(|part| Span { range: part..part + 1, number: part as i64 })
}

#[cfg(feature = "postgres")]
pub(super) fn bytes(row: &sqlx::postgres::PgRow, column: usize) -> sqlx::Result<Vec<u8>> {
    use sqlx::Row as _;

    Ok(row.try_get::<Option<Vec<u8>>, _>(column)?.unwrap_or_default())
}

/// SQLite puts texts one behind the other, and no bytes.
#[cfg(feature = "sqlite")]
pub(super) fn from_hex(row: &sqlx::sqlite::SqliteRow, column: usize) -> sqlx::Result<Vec<u8>> {
    use sqlx::Row as _;

    let text = row.try_get::<Option<&str>, _>(column)?.unwrap_or_default();
    let bytes: Option<Vec<u8>> =
        text.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect();
    bytes.filter(|bytes| bytes.len() * 2 == text.len()).ok_or_else(super::malformed)
}

#[cfg(feature = "sqlite")]
fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

use std::{fmt, sync::Arc};

use super::Statements;

/// The application's own pool, of whichever database.
///
/// Made from a `SqlitePool` or a `PgPool`, by value or by reference; a pool's clones are the same pool.
#[derive(Clone)]
pub struct SqlPool(pub(crate) Arc<dyn Statements>);

impl fmt::Debug for SqlPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a pool shows of itself may tell how to reach the database.
        f.debug_struct("SqlPool").finish_non_exhaustive()
    }
}

use crate::{SqlPool, SqlStoreOptions, freshness::Freshness};

/// What a store and its poller both hold.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) pool: SqlPool,
    pub(crate) freshness: Freshness,
    pub(crate) options: SqlStoreOptions,
}

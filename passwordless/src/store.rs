//! What implementers of a [`Store`](crate::Store) meet: the arguments and answers of its methods, the memory that each
//! of them needs ([`Revocations`]), and with the feature `store-conformance` the tests for their own.

#[cfg(any(test, feature = "store-conformance"))]
pub use crate::rules::store::conformance;
pub use crate::rules::{
    Generation, InvalidGeneration, LONGEST_SESSION, Mark, Replaced, Revocation, Revocations, SessionMarks,
    Spent, StoreError, StoreErrorKind, StoreFuture, TokenMarks,
};

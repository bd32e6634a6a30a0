//! Errors that layers boxed, and what is inside of them.

use std::{error::Error as StdError, iter};

/// The first error of this type in the chain, beginning with the error itself.
pub(crate) fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    iter::successors(Some(error), |error| StdError::source(*error)).find_map(|error| error.downcast_ref())
}

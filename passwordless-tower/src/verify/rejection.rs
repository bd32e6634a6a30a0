//! From an error that layers boxed to what the client is told.

use std::{error::Error as StdError, iter};

use passwordless::{Error, Rejection};
use tower::{load_shed::error::Overloaded, timeout::error::Elapsed};

/// Walks the whole chain, and the first error that is known counts: a `Rejection` is itself; an [`Error`] of the API
/// is judged by its code; shed load is 503 `overloaded`; time that ran out is 503. An error that is not known is 503
/// too: a token that could not be asked about is not a bad token.
///
/// What went wrong is logged here, since the client is not told.
pub(super) fn rejection(error: Box<dyn StdError + Send + Sync>) -> Rejection {
    let cause: &(dyn StdError + 'static) = error.as_ref();
    if let Some(rejection) = find::<Rejection>(cause) {
        return *rejection;
    }
    if let Some(error) = find::<Error>(cause) {
        return Rejection::from(error);
    }
    if find::<Overloaded>(cause).is_some() {
        let rejection = Rejection::overloaded();
        tracing::warn!(
            target: "passwordless.overloaded", code = rejection.code(), "too many tokens at once for the stack"
        );
        return rejection;
    }
    let rejection = Rejection::unavailable();
    let why = match find::<Elapsed>(cause) {
        Some(_) => "no answer about a token in time",
        None => "no answer about a token",
    };
    tracing::warn!(target: "passwordless.unavailable", code = rejection.code(), error = cause, "{why}");
    rejection
}

/// The first error of this type in the chain, beginning with the error itself.
fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    iter::successors(Some(error), |error| StdError::source(*error)).find_map(|error| error.downcast_ref())
}

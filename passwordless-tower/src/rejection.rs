use std::error::Error as StdError;

use passwordless::{Error, Rejection};
use tower::{load_shed::error::Overloaded, timeout::error::Elapsed};

use crate::chain;

/// Reads what our client is told from an error that layers boxed: of a [`Stack`](crate::Stack), or of any service of
/// tokens that you composed of [`Verify`](crate::Verify) and Tower's layers.
///
/// The whole chain is walked, and what is found first counts: a `Rejection` is itself; an [`Error`] of the API is
/// judged by its code; shed load is 503 `overloaded`; time that ran out is 503. An error that nobody knows is 503
/// too: a token that could not be asked about is not a bad token.
///
/// What went wrong is logged here, since the client is not told.
///
/// ```
/// use passwordless_tower::rejection;
///
/// let error = tower::timeout::error::Elapsed::new();
/// assert_eq!(rejection(error.into()).status(), 503);
/// ```
pub fn rejection(error: Box<dyn StdError + Send + Sync>) -> Rejection {
    let cause: &(dyn StdError + 'static) = error.as_ref();
    if let Some(rejection) = chain::find::<Rejection>(cause) {
        return *rejection;
    }
    if let Some(error) = chain::find::<Error>(cause) {
        return Rejection::from(error);
    }
    let rejection = match chain::find::<Overloaded>(cause) {
        Some(_) => Rejection::overloaded(),
        None => Rejection::unavailable(),
    };
    let code = rejection.code();
    match chain::find::<Elapsed>(cause) {
        Some(_) => tracing::warn!(
            name: "passwordless.unavailable", code, error = cause,
            "no answer about a token in time; StackBuilder::deadline sets this limit"
        ),
        None if rejection == Rejection::overloaded() => tracing::warn!(
            name: "passwordless.overloaded", code,
            "too many tokens at once; StackBuilder::concurrency sets this limit"
        ),
        None => {
            tracing::warn!(name: "passwordless.unavailable", code, error = cause, "no answer about a token")
        }
    }
    rejection
}

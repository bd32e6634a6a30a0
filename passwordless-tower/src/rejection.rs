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
    let error = match error.downcast::<Error>() {
        Ok(error) => return Rejection::from(*error),
        Err(error) => error,
    };
    let cause: &(dyn StdError + 'static) = error.as_ref();
    if let Some(rejection) = chain::find::<Rejection>(cause) {
        return *rejection;
    }
    let rejection = match chain::find::<Error>(cause) {
        Some(error) => judge(error),
        None if chain::find::<Overloaded>(cause).is_some() => Rejection::overloaded(),
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

/// As the core does it with an error that it may keep; an error further down the chain can only be looked at.
fn judge(error: &Error) -> Rejection {
    if error.is_token_refused() {
        Rejection::invalid()
    } else if error.is_our_key() {
        Rejection::misconfigured()
    } else {
        match error.retry_after() {
            Some(wait) => Rejection::unavailable().retry_after(wait),
            None => Rejection::unavailable(),
        }
    }
}

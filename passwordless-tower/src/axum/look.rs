use ::axum::extract::FromRef;
use http::request::Parts;
use passwordless::Rejection;

use super::Refused;
use crate::{Identified, Passwordless};

/// Takes what a handler wants of what a layer found, or else of what the headers say.
///
/// What is found is kept for the handler's other extractors. What is refused is not: the handler does not run then.
pub(super) fn look<S, T>(
    parts: &mut Parts,
    state: &S,
    take: impl FnOnce(&Identified) -> Result<T, Rejection>,
) -> Result<T, Refused>
where
    Passwordless: FromRef<S>,
{
    let passwordless = Passwordless::from_ref(state);
    if let Some(found) = passwordless.found(&parts.extensions) {
        return take(found).map_err(|rejection| Refused::new(rejection, found, &passwordless, parts));
    }
    let found = passwordless.look(&parts.method, &parts.headers);
    let taken = take(&found).map_err(|rejection| Refused::new(rejection, &found, &passwordless, parts))?;
    parts.extensions.insert(found);
    Ok(taken)
}

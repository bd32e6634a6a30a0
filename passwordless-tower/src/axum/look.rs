use ::axum::extract::FromRef;
use http::request::Parts;

use crate::{Identified, Passwordless};

/// What a layer found, or what the headers say; kept for the handler's other extractors.
pub(super) fn look<S>(parts: &mut Parts, state: &S) -> (Identified, Passwordless)
where
    Passwordless: FromRef<S>,
{
    let passwordless = Passwordless::from_ref(state);
    let (found, is_first) = passwordless.look(&parts.method, &parts.headers, &parts.extensions);
    if is_first {
        parts.extensions.insert(found.clone());
    }
    (found, passwordless)
}

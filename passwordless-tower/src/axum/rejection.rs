use std::fmt;

use ::axum::{
    body::Body,
    extract::FromRef,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::request::Parts;

use crate::{
    after::After, identified::Identified, passwordless::Passwordless, refusal::Head, refuse, respond,
};

/// The rejection of an extractor: a response in the dialect of the request, as a layer would give it.
///
/// A handler that takes `Result<Session, Rejection>` decides by itself. A handler that refuses returns one, too: a
/// [`passwordless::Rejection`] becomes one by `?`, and is told as a problem document, since nothing is known of the
/// request then.
pub struct Rejection {
    rejection: passwordless::Rejection,
    response: Box<http::Response<Bytes>>,
}

impl Rejection {
    fn new(
        rejection: passwordless::Rejection,
        found: &Identified,
        passwordless: &Passwordless,
        parts: &Parts,
    ) -> Self {
        let after = After::of(passwordless, found);
        let response = refuse::refuse(passwordless, rejection, Head::of_parts(parts), after);
        Self { rejection, response: Box::new(response) }
    }

    /// Why the request is refused.
    pub fn rejection(&self) -> passwordless::Rejection {
        self.rejection
    }
}

/// Takes what a handler wants of what a layer found, or else of what the headers say.
///
/// What is found is kept for the handler's other extractors. What is refused is not: the handler does not run then.
pub(super) fn take<S, T>(
    parts: &mut Parts,
    state: &S,
    take: impl FnOnce(&Identified, &Passwordless) -> Result<T, passwordless::Rejection>,
) -> Result<T, Rejection>
where
    Passwordless: FromRef<S>,
{
    let passwordless = Passwordless::from_ref(state);
    if let Some(found) = Identified::earlier(&passwordless, &parts.extensions) {
        return take(found, &passwordless)
            .map_err(|rejection| Rejection::new(rejection, found, &passwordless, parts));
    }
    let found = Identified::by(&passwordless, &parts.method, &parts.headers);
    let taken = take(&found, &passwordless)
        .map_err(|rejection| Rejection::new(rejection, &found, &passwordless, parts))?;
    parts.extensions.insert(found);
    Ok(taken)
}

/// The rejection of a request in which no session was looked for.
pub(super) fn refused(
    rejection: passwordless::Rejection,
    passwordless: &Passwordless,
    parts: &Parts,
) -> Rejection {
    let response = refuse::refuse(passwordless, rejection, Head::of_parts(parts), None);
    Rejection { rejection, response: Box::new(response) }
}

impl From<passwordless::Rejection> for Rejection {
    fn from(rejection: passwordless::Rejection) -> Self {
        Self { rejection, response: Box::new(respond::response(rejection.into())) }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.response.map(Body::from)
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rejection").field(&self.rejection).finish()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rejection.fmt(f)
    }
}

impl std::error::Error for Rejection {}

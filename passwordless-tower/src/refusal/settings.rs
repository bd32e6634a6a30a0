use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{
    HeaderValue, Response,
    header::{CACHE_CONTROL, Entry},
};
use passwordless::Rejection;

use super::{Dialect, Head, Refusal};

type Answer = dyn Fn(&Refusal<'_>) -> Response<Bytes> + Send + Sync;

/// What the application says of refusals.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    /// A path of ours, checked.
    pub(crate) sign_in_page: Option<Arc<str>>,
    /// Where the pages live that may ask by a script.
    pub(crate) origins: Arc<[String]>,
    /// What every client is taken for.
    pub(crate) dialect: Option<Dialect>,
    pub(crate) answer: Option<Arc<Answer>>,
}

impl Settings {
    /// Answers a request that is refused, with the rejection in the extensions for whoever stands further out.
    pub(crate) fn refuse(&self, rejection: Rejection, request: Head<'_>) -> Response<Bytes> {
        let refusal = Refusal::new(rejection, request, self);
        let mut response = match &self.answer {
            None => refusal.response(),
            Some(answer) => {
                let mut response = answer(&refusal);
                // An own answer may say otherwise, but not by forgetting it.
                if let Entry::Vacant(entry) = response.headers_mut().entry(CACHE_CONTROL) {
                    entry.insert(HeaderValue::from_static("no-store"));
                }
                response
            }
        };
        response.extensions_mut().insert(rejection);
        response
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("sign_in_page", &self.sign_in_page)
            .field("dialect", &self.dialect)
            .field("answer", &self.answer.as_ref().map(|_| ".."))
            .finish_non_exhaustive()
    }
}

//! The API secret in force, and where a newer one is found once the service refuses it.

use std::{
    error::Error as StdError,
    fmt,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use reqwest::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use tokio::{sync::Mutex, time::Instant};

use crate::api::{error::Error, words::ApiSecret};

const API_SECRET: HeaderName = HeaderName::from_static("apisecret");
const CLIENT_VERSION: HeaderName = HeaderName::from_static("client-version");

/// A secret that stays refused is not worth more than this many questions to a place that may charge for each.
const PAUSE: Duration = Duration::from_secs(60);

type Cause = Box<dyn StdError + Send + Sync>;
type Reading = Pin<Box<dyn Future<Output = Result<ApiSecret, Cause>> + Send>>;

/// Where the application keeps its secret.
#[derive(Clone)]
pub(in crate::api) struct SecretSource(Arc<dyn Fn() -> Reading + Send + Sync>);

impl SecretSource {
    pub(in crate::api) fn new<S, F, E>(source: S) -> Self
    where
        S: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<ApiSecret, E>> + Send + 'static,
        E: Into<Cause>,
    {
        Self(Arc::new(move || {
            let reading = source();
            Box::pin(async move { reading.await.map_err(Into::into) })
        }))
    }
}

/// The secret that calls are made with, as their headers.
pub(in crate::api) struct CurrentSecret {
    app_id: Box<str>,
    headers: RwLock<Arc<HeaderMap>>,
    source: Option<SecretSource>,
    /// When the source was last asked.
    asked: Mutex<Option<Instant>>,
}

impl CurrentSecret {
    pub(in crate::api) fn new(secret: &ApiSecret, source: Option<SecretSource>) -> Result<Self, Error> {
        Ok(Self {
            app_id: secret.app_id().into(),
            headers: RwLock::new(Arc::new(headers(secret)?)),
            source,
            asked: Mutex::new(None),
        })
    }

    pub(in crate::api) fn headers(&self) -> Arc<HeaderMap> {
        Arc::clone(&self.headers.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether there is another secret now than the one that the service refused with these headers.
    pub(in crate::api) async fn is_renewed(&self, refused: &Arc<HeaderMap>) -> bool {
        let Some(source) = &self.source else { return false };
        // The first of many refused calls asks, the others wait for what it learns.
        let mut asked = self.asked.lock().await;
        if !Arc::ptr_eq(refused, &self.headers()) {
            return true;
        }
        if asked.is_some_and(|asked| asked.elapsed() < PAUSE) {
            return false;
        }
        *asked = Some(Instant::now());
        let newer = match (source.0)().await {
            Ok(secret) => self.newer(&secret, refused),
            Err(cause) => Err(Useless::Unreadable(cause)),
        };
        match newer {
            Ok(headers) => {
                *self.headers.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(headers);
                tracing::info!(
                    target: "passwordless.secret_exchanged",
                    "the service refused the API secret; a newer one was found and is used from now on"
                );
                true
            }
            Err(reason) => {
                tracing::warn!(
                    target: "passwordless.secret_refused",
                    "the service refused the API secret, and there is no newer one: {reason}"
                );
                false
            }
        }
    }

    fn newer(&self, secret: &ApiSecret, refused: &HeaderMap) -> Result<HeaderMap, Useless> {
        if secret.app_id() != &*self.app_id {
            return Err(Useless::OtherApplication);
        }
        let headers = headers(secret).map_err(|error| Useless::Unreadable(error.into()))?;
        if headers == *refused { Err(Useless::Same) } else { Ok(headers) }
    }
}

/// The headers of every call. One key only: the service throws over a second one.
fn headers(secret: &ApiSecret) -> Result<HeaderMap, Error> {
    let mut key = HeaderValue::from_str(secret.expose())
        .map_err(|_| Error::config("the API secret holds characters that no header can carry"))?;
    // Keeps it out of the logs of the HTTP libraries, and out of the compression tables of HTTP/2.
    key.set_sensitive(true);
    let version = HeaderValue::from_static(concat!("rust-", env!("CARGO_PKG_VERSION")));
    let agent = HeaderValue::from_static(concat!("passwordless-rust/", env!("CARGO_PKG_VERSION")));
    let json = HeaderValue::from_static("application/json");
    Ok(HeaderMap::from_iter([
        (API_SECRET, key),
        (CLIENT_VERSION, version),
        (USER_AGENT, agent),
        (ACCEPT, json),
    ]))
}

/// Why what the source gave does not help.
enum Useless {
    Unreadable(Cause),
    Same,
    OtherApplication,
}

impl fmt::Display for Useless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable(_) => "its source cannot be read",
            Self::Same => "its source still holds the refused one",
            Self::OtherApplication => {
                "its source holds that of another application, whose users are others; restart to change over"
            }
        })?;
        let Self::Unreadable(cause) = self else { return Ok(()) };
        let mut next: Option<&(dyn StdError + 'static)> = Some(&**cause);
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_the_only_key_and_marked_as_sensitive() {
        let secret = ApiSecret::new("acme:secret:a679563b331846c79c20b114a4f56d02").unwrap();
        let headers = headers(&secret).unwrap();
        assert!(headers[API_SECRET].is_sensitive());
        assert!(!headers.contains_key("apikey"));
        assert!(!format!("{headers:?}").contains("a679"));
    }
}

//! The API secret in force, and where a newer one is found once the service refuses it.

use std::{
    error::Error as StdError,
    fmt,
    pin::Pin,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use reqwest::header::HeaderMap;
use tokio::{sync::Mutex, time::Instant};

use super::{ApiSecret, Error, exchange::headers};

/// A secret that stays refused is not worth more than this many questions to a place that may charge for each.
const PAUSE: Duration = Duration::from_secs(60);

type Cause = Box<dyn StdError + Send + Sync>;
type Reading = Pin<Box<dyn Future<Output = Result<ApiSecret, Cause>> + Send>>;

/// Where the application keeps its secret.
#[derive(Clone)]
pub(super) struct SecretSource(Arc<dyn Fn() -> Reading + Send + Sync>);

impl SecretSource {
    pub(super) fn new<S, F, E>(source: S) -> Self
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
pub(super) struct CurrentSecret {
    app_id: Box<str>,
    headers: RwLock<Arc<HeaderMap>>,
    source: Option<SecretSource>,
    /// When the source was last asked.
    asked: Mutex<Option<Instant>>,
}

impl CurrentSecret {
    pub(super) fn new(secret: &ApiSecret, source: Option<SecretSource>) -> Result<Self, Error> {
        Ok(Self {
            app_id: secret.app_id().into(),
            headers: RwLock::new(Arc::new(headers(secret)?)),
            source,
            asked: Mutex::new(None),
        })
    }

    pub(super) fn headers(&self) -> Arc<HeaderMap> {
        Arc::clone(&self.headers.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether there is another secret now than the one that the service refused with these headers.
    pub(super) async fn is_renewed(&self, refused: &Arc<HeaderMap>) -> bool {
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
                    "the service refused the API secret; a newer one was found and is used from now on"
                );
                true
            }
            Err(reason) => {
                tracing::warn!("the service refused the API secret, and there is no newer one: {reason}");
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

use std::{
    future::pending,
    pin::pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    task::{Context, Poll, Waker},
};

use passwordless::{Rejection, VerifiedUser, gate::Visitor};
use rocket::{request::Request, tokio::sync::OnceCell};

/// What the guards of one request found out that matters later, kept with the request: whatever renders the answer
/// reads here why it is a refusal.
#[derive(Default)]
pub(crate) struct Cache {
    visitor: OnceLock<Result<Visitor, Rejection>>,
    /// The last refusal: a guard of another rank may have had the last word.
    refused: Mutex<Option<Rejection>>,
    /// Whether the browser is to forget its session, whatever renders the answer.
    forgets: OnceLock<()>,
}

/// What came of the token of a request: it is spent by being looked at, so all guards share it.
type Spent = OnceCell<Result<Arc<VerifiedUser>, Rejection>>;

impl Cache {
    pub(crate) fn of<'r>(request: &'r Request<'_>) -> &'r Self {
        request.local_cache(Self::default)
    }

    /// The same where a guard left something, and nothing is put there otherwise: every response comes by here.
    ///
    /// Rocket has no other call for this: it polls what is to be put where nothing is, and this never comes.
    pub(crate) fn left<'r>(request: &'r Request<'_>) -> Option<&'r Self> {
        match pin!(request.local_cache_async(pending())).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(local) => Some(local),
            Poll::Pending => None,
        }
    }

    /// What a guard found, if one looked.
    pub(crate) fn seen(&self) -> Option<&Result<Visitor, Rejection>> {
        self.visitor.get()
    }

    pub(crate) fn keep(&self, found: Result<Visitor, Rejection>) {
        // The first result is kept.
        let _ = self.visitor.set(found);
    }

    pub(crate) fn forget_session(&self) {
        // Once is enough.
        let _ = self.forgets.set(());
    }

    pub(crate) fn forgets_session(&self) -> bool {
        self.forgets.get().is_some()
    }

    pub(crate) fn refuse(&self, rejection: Rejection) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(rejection);
    }

    pub(crate) fn refused(&self) -> Option<Rejection> {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What came of this request's token, where a guard had it verified.
pub(crate) fn verified(request: &Request<'_>) -> Option<Result<Arc<VerifiedUser>, Rejection>> {
    request.local_cache(Spent::default).get().cloned()
}

/// The user of this request's token, verified for the first guard that asks.
pub(crate) async fn user(
    request: &Request<'_>,
    verify: impl Future<Output = Result<VerifiedUser, Rejection>>,
) -> Result<Arc<VerifiedUser>, Rejection> {
    request.local_cache(Spent::default).get_or_init(|| async { verify.await.map(Arc::new) }).await.clone()
}

/// Says whose passkey came with this request, for tests.
#[cfg(feature = "testing")]
pub(crate) fn set_user(request: &Request<'_>, user: VerifiedUser) {
    // What is there already stays.
    let _ = request.local_cache(Spent::default).set(Ok(Arc::new(user)));
}

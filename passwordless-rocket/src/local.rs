use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use passwordless::{Rejection, VerifiedUser, Visitor};
use rocket::{request::Request, tokio::sync::OnceCell};

/// What the guards of one request found out, kept with the request: they all decide by the same look, and whoever
/// renders the answer reads here why it is a refusal.
#[derive(Default)]
pub(crate) struct Local {
    visitor: OnceLock<Result<Visitor, Rejection>>,
    /// The token is spent by being looked at, so all guards of the request share what came of it.
    user: OnceCell<Result<Arc<VerifiedUser>, Rejection>>,
    /// The last refusal: a guard of another rank may have had the last word.
    refused: Mutex<Option<Rejection>>,
}

impl Local {
    pub(crate) fn of<'r>(request: &'r Request<'_>) -> &'r Self {
        request.local_cache(Self::default)
    }

    pub(crate) fn visitor(
        &self,
        look: impl FnOnce() -> Result<Visitor, Rejection>,
    ) -> &Result<Visitor, Rejection> {
        self.visitor.get_or_init(look)
    }

    /// What a guard found, if one looked.
    pub(crate) fn seen(&self) -> Option<&Visitor> {
        self.visitor.get()?.as_ref().ok()
    }

    pub(crate) async fn user(
        &self,
        verify: impl Future<Output = Result<VerifiedUser, Rejection>>,
    ) -> Result<Arc<VerifiedUser>, Rejection> {
        self.user.get_or_init(|| async { verify.await.map(Arc::new) }).await.clone()
    }

    pub(crate) fn refuse(&self, rejection: Rejection) {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(rejection);
    }

    pub(crate) fn refused(&self) -> Option<Rejection> {
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

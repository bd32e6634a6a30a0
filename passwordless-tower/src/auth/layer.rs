use tower_layer::Layer;

use super::PasskeyAuth;
use crate::Passwordless;

/// Makes a [`PasskeyAuth`] of a service. Comes of [`Passwordless::identify`] and [`Passwordless::require`].
///
/// It wraps services of axum, hyper and tonic alike, whatever their bodies are. Twice around the same service it does
/// no more than once: the inner one reuses what the outer one found.
#[derive(Debug, Clone)]
#[must_use]
pub struct PasskeyAuthLayer {
    pub(super) passwordless: Passwordless,
    pub(super) requires: bool,
    pub(super) accepts_tokens: bool,
}

impl PasskeyAuthLayer {
    pub(crate) fn new(passwordless: Passwordless, requires: bool) -> Self {
        Self { passwordless, requires, accepts_tokens: false }
    }

    /// Also accepts a token of the service itself, as `Authorization: Bearer verify_…`, for a client that signs in
    /// for one request.
    ///
    /// It is verified on the spot, compared with the policy as a passkey sign-in, and spent: it is good for this one
    /// request. No session comes of it, and no cookie. Every such request asks the service, so put this only where
    /// tokens are expected. Without it such a token is an invalid bearer.
    pub fn accept_tokens(mut self) -> Self {
        self.accepts_tokens = true;
        self
    }
}

impl<S> Layer<S> for PasskeyAuthLayer {
    type Service = PasskeyAuth<S>;

    fn layer(&self, inner: S) -> PasskeyAuth<S> {
        PasskeyAuth::new(inner, self.clone())
    }
}

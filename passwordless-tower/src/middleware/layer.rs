use crate::passwordless::Passwordless;

/// A layer that applies [`PasskeyAuth`](crate::PasskeyAuth). Returned by [`Passwordless::identify`] and
/// [`Passwordless::require`].
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

impl Passwordless {
    /// A layer that never refuses: it leaves what it found in the request's extensions, as
    /// [`Identified`](crate::Identified).
    ///
    /// It also tells the browser to forget a session cookie that is expired, revoked or unreadable, and seals sessions
    /// anew where they have an idle limit. Extractors and inner layers of the same `Passwordless` reuse what it found.
    pub fn identify(&self) -> PasskeyAuthLayer {
        PasskeyAuthLayer { passwordless: self.clone(), requires: false, accepts_tokens: false }
    }

    /// A layer that refuses everybody who is not signed in, and otherwise does what
    /// [`identify`](Passwordless::identify) does. The inner service is not called on refusal.
    ///
    /// Put it around what is to be guarded and nothing else: in axum by `route_layer`, or by `layer` on a router that
    /// is nested. Around a whole application it also guards the way to sign in, and turns every 404 into a 401.
    ///
    /// Where pages of other origins call what is guarded, the layer that answers CORS preflights
    /// (`tower_http::cors::CorsLayer`) stands outside of this one: in axum it is added after it. A preflight
    /// [carries no credentials](https://fetch.spec.whatwg.org/#cors-preflight-fetch), so here it would be refused like
    /// any request without a session. To let it through to handlers would open those that take every method.
    pub fn require(&self) -> PasskeyAuthLayer {
        PasskeyAuthLayer { requires: true, ..self.identify() }
    }
}

impl PasskeyAuthLayer {
    /// Also accepts a token of the service itself, as `Authorization: Bearer verify_…`, for a client that signs in
    /// for one request.
    ///
    /// It is verified on the spot, compared with the policy as a passkey sign-in, and spent: it is good for this one
    /// request. It opens no session and sets no cookie. Every such request asks the service, so put this only where
    /// tokens are expected. Without it such a token is an invalid bearer.
    pub fn accept_tokens(mut self) -> Self {
        self.accepts_tokens = true;
        self
    }
}

use ::axum::Router;

use crate::Passwordless;

impl Passwordless {
    /// The routes of the account as a router, to be nested below a prefix. See
    /// [`account`](Passwordless::account) for what is there.
    ///
    /// ```no_run
    /// use axum::Router;
    /// use passwordless_tower::Passwordless;
    ///
    /// fn app(passwordless: Passwordless) -> Router {
    ///     Router::new().nest("/passkeys", passwordless.routes()).with_state(passwordless)
    /// }
    /// ```
    ///
    /// Limits per client hold where the server is started with
    /// `into_make_service_with_connect_info::<SocketAddr>()`. Behind a proxy, see
    /// [`trusted_proxies`](crate::PasswordlessBuilder::trusted_proxies).
    pub fn routes<S>(&self) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        Router::new().fallback_service(self.account())
    }
}

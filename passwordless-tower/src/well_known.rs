//! The documents at well-known addresses.

use passwordless::well_known::Documents;

use crate::passwordless::Passwordless;

impl Passwordless {
    /// The documents at well-known addresses, for a server that answers by itself: see
    /// [`PasswordlessBuilder::well_known`](passwordless::PasswordlessBuilder::well_known).
    pub fn well_known(&self) -> &Documents {
        self.core().well_known()
    }

    /// The same as a router, to be merged at the root: no prefix goes before `/.well-known`.
    ///
    /// ```
    /// use axum::Router;
    /// use passwordless_tower::Passwordless;
    ///
    /// fn app(passwordless: Passwordless) -> Router {
    ///     Router::new().merge(passwordless.well_known_routes()).nest("/passkeys", passwordless.routes())
    /// }
    /// ```
    #[cfg(feature = "axum")]
    pub fn well_known_routes<S>(&self) -> axum::Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let route = |router: axum::Router<S>, path| {
            let documents = self.well_known().clone();
            let answer = async move || {
                documents
                    .answer(path)
                    .map(|answer| crate::respond::response(answer).map(axum::body::Body::from))
            };
            router.route(
                path,
                axum::routing::get(async move || answer().await.ok_or(http::StatusCode::NOT_FOUND)),
            )
        };
        self.well_known().paths().fold(axum::Router::new(), route)
    }
}

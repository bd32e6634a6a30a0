use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::SystemTime,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use passwordless::accounts::Answer;
use tower_service::Service;

use super::body;
use crate::{own_session::Bound, passwordless::Passwordless, respond, text_body::TextBody};

/// The routes of the accounts: register, sign in, add, list and delete passkeys, step up, sign out. Returned by
/// [`Passwordless::account_service`].
///
/// What is there, what it takes and what it answers is the table of [`passwordless::accounts`]. The request's path is
/// that below the prefix, as axum's `nest_service` leaves it. Every answer is a response, refusals included.
#[derive(Debug, Clone)]
pub struct AccountService {
    passwordless: Passwordless,
}

impl Passwordless {
    /// The routes of the accounts as a service, to be mounted below a prefix: in axum by
    /// `nest_service("/passkeys", passwordless.account_service())`.
    ///
    /// Sign-in, step-up, passkeys and sign-out are there. Registration needs
    /// [`newcomers`](passwordless::PasswordlessBuilder::newcomers), and magic links need
    /// [`magic_links`](passwordless::PasswordlessBuilder::magic_links). Put no [`require`](Passwordless::require) around
    /// them: they guard themselves.
    pub fn account_service(&self) -> AccountService {
        AccountService { passwordless: self.clone() }
    }

    /// The same as a router, to be nested below a prefix.
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
    /// [`trusted_proxies`](passwordless::PasswordlessBuilder::trusted_proxies).
    #[cfg(feature = "axum")]
    pub fn routes<S>(&self) -> axum::Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        axum::Router::new().fallback_service(self.account_service())
    }
}

impl<B> Service<Request<B>> for AccountService
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Send,
{
    type Response = Response<TextBody>;
    type Error = Infallible;
    type Future = AccountFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> AccountFuture {
        let this = self.clone();
        AccountFuture { answer: Box::pin(async move { this.answer(request).await.map(TextBody::new) }) }
    }
}

impl AccountService {
    async fn answer<B: Body>(&self, request: Request<B>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let body = match body::read(body).await {
            Ok(body) => body,
            Err(rejection) => return respond::response(Answer::from(rejection)),
        };
        let accounts = self.passwordless.accounts();
        let request = accounts.request(parts.method.as_str(), parts.uri.path()).body(&body);
        let mut request = self.passwordless.sent(request, &parts);
        parts.headers.iter().for_each(|(name, value)| request.header(name.as_str(), value.as_bytes()));
        let Some(own) = self.passwordless.own_sessions() else {
            return respond::response(accounts.answer(&request, SystemTime::now()).await);
        };
        let bound = Bound::new(own, &parts);
        let answer = accounts.answer(&request.own_session(&bound), SystemTime::now()).await;
        let mut response = respond::response(answer);
        bound.add_to(response.headers_mut());
        response
    }
}

/// The answer of an [`AccountService`] to come.
#[must_use = "futures do nothing unless they are polled"]
pub struct AccountFuture {
    // Boxed: most of it waits for the network, and an `async fn` has no name to write here.
    answer: Pin<Box<dyn Future<Output = Response<TextBody>> + Send>>,
}

impl Future for AccountFuture {
    type Output = Result<Response<TextBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer.as_mut().poll(context).map(Ok)
    }
}

impl fmt::Debug for AccountFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountFuture").finish_non_exhaustive()
    }
}

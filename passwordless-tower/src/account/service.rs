use std::{
    convert::Infallible,
    fmt,
    future::Future,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::SystemTime,
};

use http::{HeaderName, HeaderValue, Request, Response, StatusCode, request::Parts};
use http_body::Body;
use passwordless::accounts::{Accounts, Answer};
use tower_service::Service;

use super::posted;
use crate::{TextBody, text_body};

/// The routes of an account: register, sign in, add, list and delete passkeys, step up, sign out. Comes of
/// [`Passwordless::account`](crate::Passwordless::account).
///
/// What is there, what it takes and what it answers is the table of [`passwordless::accounts`]. The request's path is
/// that below the prefix, as axum's `nest_service` leaves it. Every answer is a response, refusals included.
#[derive(Clone)]
pub struct AccountService {
    account: Accounts,
    client_address: Option<FindClient>,
}

/// Finds the address of a request's client.
pub(crate) type FindClient = Arc<dyn Fn(&Parts) -> Option<IpAddr> + Send + Sync>;

/// The address of the other end of the connection, as an extension of the request. Limits per client are counted by
/// it.
///
/// The code that accepts connections knows it and inserts it; in axum, `ConnectInfo<SocketAddr>` is found by itself.
/// Behind a proxy it is the proxy's: see [`trusted_proxies`](crate::PasswordlessBuilder::trusted_proxies).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl AccountService {
    pub(crate) fn new(account: Accounts, client_address: Option<FindClient>) -> Self {
        Self { account, client_address }
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
        AccountFuture { answer: Box::pin(async move { this.answer(request).await }) }
    }
}

impl AccountService {
    async fn answer<B: Body>(&self, request: Request<B>) -> Response<TextBody> {
        let (parts, body) = request.into_parts();
        let body = match posted::read(body).await {
            Ok(body) => body,
            Err(refused) => return render(Answer::from(refused)),
        };
        let request = self.account.request(parts.method.as_str(), parts.uri.path()).body(&body);
        let mut request = match &self.client_address {
            Some(find) => request.client(find(&parts)),
            None => request.peer(peer(&parts)),
        };
        parts.headers.iter().for_each(|(name, value)| request.header(name.as_str(), value.as_bytes()));
        render(self.account.answer(&request, SystemTime::now()).await)
    }
}

impl fmt::Debug for AccountService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountService").field("account", &self.account).finish_non_exhaustive()
    }
}

fn peer(parts: &Parts) -> Option<IpAddr> {
    let inserted = parts.extensions.get::<ClientAddress>().map(|address| address.0);
    inserted.or_else(|| connection(parts).map(|address| address.ip()))
}

#[cfg(feature = "axum")]
fn connection(parts: &Parts) -> Option<SocketAddr> {
    parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>().map(|info| info.0)
}

#[cfg(not(feature = "axum"))]
fn connection(_: &Parts) -> Option<SocketAddr> {
    None
}

fn render(answer: Answer) -> Response<TextBody> {
    let mut response = Response::new(TextBody::default());
    *response.status_mut() =
        StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers() {
        // The core's headers are well formed.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    *response.body_mut() = TextBody::new(text_body::bytes(answer.into_body()));
    response
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

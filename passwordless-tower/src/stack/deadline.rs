use std::{
    error::Error as StdError,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use passwordless::{Token, VerifiedUser};
use pin_project_lite::pin_project;
use tokio::time::{Timeout, timeout};
use tower::{ServiceExt as _, timeout::error::Elapsed, util::Oneshot};
use tower_service::Service;

type BoxError = Box<dyn StdError + Send + Sync>;

/// A deadline over the whole `oneshot`: waiting for readiness counts, which `tower::timeout` leaves out.
#[derive(Debug, Clone)]
pub(super) struct Deadline<S> {
    inner: S,
    limit: Duration,
}

impl<S> Deadline<S> {
    pub(super) fn new(inner: S, limit: Duration) -> Self {
        Self { inner, limit }
    }
}

impl<S> Service<Token> for Deadline<S>
where
    S: Service<Token, Response = VerifiedUser, Error = BoxError> + Clone,
{
    type Response = VerifiedUser;
    type Error = BoxError;
    type Future = DeadlineFuture<S>;

    // The inner service is asked in the future, where the clock runs. Nothing here is polled ready and then cloned.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, token: Token) -> DeadlineFuture<S> {
        DeadlineFuture { answer: timeout(self.limit, self.inner.clone().oneshot(token)) }
    }
}

pin_project! {
    pub(super) struct DeadlineFuture<S>
    where
        S: Service<Token>,
    {
        #[pin]
        answer: Timeout<Oneshot<S, Token>>,
    }
}

impl<S> Future for DeadlineFuture<S>
where
    S: Service<Token, Error = BoxError>,
{
    type Output = Result<S::Response, BoxError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Tower's own error, so that whoever reads the chain meets one type for time that ran out.
        let answer = ready!(self.project().answer.poll(context));
        Poll::Ready(answer.unwrap_or_else(|_| Err(Elapsed::new().into())))
    }
}

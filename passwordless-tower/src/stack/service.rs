use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use passwordless::{Client, Token, VerifiedUser};
use tower::util::BoxCloneSyncService;
use tower_service::Service;

use super::StackBuilder;
use crate::Verify;

type BoxError = Box<dyn StdError + Send + Sync>;

/// A composed `Service<Token, Response = VerifiedUser>`: what asks the service on behalf of many requests at once.
///
/// [`Stack::recommended`] is the one to take. Its layers, outermost first:
///
/// 1. **Load shed.** When all places are taken the answer is an immediate refusal, not a queue. It stands outside
///    because a deadline further in does not run while a request waits for a place: waiting is
///    [`poll_ready`](Service::poll_ready), and a Tower time-out covers the call only.
/// 2. **Concurrency limit.** One place per sign-in under way, repetitions and the waits between them included, so
///    an outage fills the places and is shed instead of piling up.
/// 3. **Deadline.** Over readiness and call of all that is inside: a service that is never ready is cut off too.
/// 4. **Repetitions**, of what [`Error::is_retryable`](passwordless::Error::is_retryable) calls worth it, with a
///    budget. Inside the deadline, so that they cannot outlive it. None unless
///    [`StackBuilder::retries`] is set, because the [`Client`] at the bottom repeats its calls already, on a
///    budget of its own, honouring `Retry-After`; two such layers would multiply the load of an outage.
/// 5. The call itself.
///
/// There is no circuit breaker: load shed and deadline bound what an outage costs, and to tell an outage from forged
/// tokens, which the API answers with 500, nobody would have to guess. There is no buffer either, so a stack can be
/// made outside of a runtime and an error keeps its type.
///
/// Errors are boxed, as anywhere in Tower.
///
/// ```no_run
/// use passwordless::{Client, Token};
/// use passwordless_tower::Stack;
/// use tower::ServiceExt;
///
/// # async fn run(token: Token) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let stack = Stack::recommended(Client::from_env()?);
/// let user = stack.clone().oneshot(token).await?;
/// # Ok(())
/// # }
/// ```
///
/// Clones share places and budget.
#[derive(Clone)]
pub struct Stack {
    // Erased in here, so that everything around it stays sized: a `dyn` as a type parameter of a middleware fails
    // inside `tokio::spawn` with a message about higher-ranked lifetimes.
    inner: BoxCloneSyncService<Token, VerifiedUser, BoxError>,
}

impl Stack {
    /// The recommended stack over this client, with the settings that [`StackBuilder`] names.
    pub fn recommended(client: Client) -> Self {
        Self::builder().over(Verify::new(client))
    }

    /// The recommended stack with other settings, or over another service.
    pub fn builder() -> StackBuilder {
        StackBuilder::new()
    }

    /// A stack that you composed yourself, taken as it is.
    pub fn custom<S>(service: S) -> Self
    where
        S: Service<Token, Response = VerifiedUser> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        use tower::ServiceExt as _;
        Self { inner: BoxCloneSyncService::new(service.map_err(Into::into)) }
    }
}

impl From<Client> for Stack {
    fn from(client: Client) -> Self {
        Self::recommended(client)
    }
}

impl Service<Token> for Stack {
    type Response = VerifiedUser;
    type Error = BoxError;
    type Future = StackFuture;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, token: Token) -> StackFuture {
        StackFuture { answer: self.inner.call(token) }
    }
}

impl fmt::Debug for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stack").finish_non_exhaustive()
    }
}

/// The answer of a [`Stack`] to come.
#[must_use = "futures do nothing unless they are polled"]
pub struct StackFuture {
    answer: Pin<Box<dyn Future<Output = Result<VerifiedUser, BoxError>> + Send>>,
}

impl Future for StackFuture {
    type Output = Result<VerifiedUser, BoxError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer.as_mut().poll(context)
    }
}

impl fmt::Debug for StackFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StackFuture").finish_non_exhaustive()
    }
}

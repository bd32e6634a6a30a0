use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use passwordless::{Client, Rejection, Token, VerifiedUser};
use tower::{ServiceExt as _, util::BoxCloneSyncService};
use tower_service::Service;

use super::{Verify, rejection::rejection};

/// A composed `Service<Token, Response = VerifiedUser>`: layers of yours around [`Verify`], or around a fake.
///
/// Most applications need none. The [`Client`] bounds itself: it
/// [limits the calls under way](passwordless::ClientBuilder::concurrency) and refuses one too many at once, has
/// [one deadline](passwordless::ClientBuilder::timeout) over a call and its repetitions, and
/// [repeats](passwordless::ClientBuilder::retries) on a budget. Layers that do the same again multiply the load of an
/// outage, or cut off a call whose own error would have said more. A stack is for what the client does not do: a cache,
/// metrics, another service of tokens.
///
/// ```no_run
/// use passwordless::{Client, SessionKey, SingleProcess};
/// use passwordless_tower::{Passwordless, Stack, Verify};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env()?;
/// let counted = ServiceBuilder::new()
///     .map_request(|token| token) // your own layers
///     .service(Verify::new(client.clone()));
/// let stack = Stack::new(counted);
/// let passwordless = Passwordless::builder(client, ["https://app.example"])
///     .key(SessionKey::from_env("SECRET_KEY")?)
///     .store(SingleProcess::new())
///     .verify_by(move |token| stack.clone().oneshot(token))
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// Around a service without limits of its own, put `load_shed` outermost, then `concurrency_limit`, then `timeout`:
/// Tower's time-out covers the call and not the wait for a place, which is
/// [`poll_ready`](tower_service::Service::poll_ready). A circuit breaker would have to tell an outage from forged tokens,
/// which the API answers with 500, and nobody can. `Buffer::new` panics outside of a runtime.
///
/// # Errors
///
/// What layers box is judged here, and the chain of causes is walked: a [`Rejection`] is itself, an
/// [`Error`](passwordless::Error) of the API is judged by its code, shed load is 503 `overloaded`, and everything else
/// is 503 `unavailable`, because a token that could not be asked about is not a bad token.
#[derive(Clone)]
pub struct Stack {
    // Erased in here, so that everything around it stays sized: a `dyn` as a type parameter of a middleware fails
    // inside `tokio::spawn` with a message about higher-ranked lifetimes.
    inner: BoxCloneSyncService<Token, VerifiedUser, Rejection>,
}

impl Stack {
    /// A stack of this service, which need not be ready, and may be a closure by `tower::service_fn`.
    pub fn new<S>(service: S) -> Self
    where
        S: Service<Token, Response = VerifiedUser> + Clone + Send + Sync + 'static,
        S::Error: Into<Box<dyn StdError + Send + Sync>>,
        S::Future: Send + 'static,
    {
        Self { inner: BoxCloneSyncService::new(service.map_err(|error| rejection(error.into()))) }
    }
}

impl From<Client> for Stack {
    fn from(client: Client) -> Self {
        Self::new(Verify::new(client))
    }
}

impl Service<Token> for Stack {
    type Response = VerifiedUser;
    type Error = Rejection;
    type Future = StackFuture;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Rejection>> {
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
    answer: Pin<Box<dyn Future<Output = Result<VerifiedUser, Rejection>> + Send>>,
}

impl Future for StackFuture {
    type Output = Result<VerifiedUser, Rejection>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer.as_mut().poll(context)
    }
}

impl fmt::Debug for StackFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StackFuture").finish_non_exhaustive()
    }
}

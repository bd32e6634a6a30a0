use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use passwordless::{Client, Error, Token, VerifiedUser};
use tower_service::Service;

/// Asks the service whom a token stands for: [`Client::verify`] as a Tower service, for composition.
///
/// It is ready at all times and sets no limits of its own: those of the client apply. A [`Stack`](super::Stack) is made
/// of it and of layers around it. A test needs no trait for its fakes: any `Service<Token, Response = VerifiedUser>`
/// will do, and `tower::service_fn` makes one of a closure.
///
/// ```no_run
/// use passwordless::{Client, Token};
/// use passwordless_tower::Verify;
/// use tower::ServiceExt;
///
/// # async fn run(token: Token) -> Result<(), passwordless::Error> {
/// let verify = Verify::new(Client::from_env()?);
/// let user = verify.oneshot(token).await?;
/// # Ok(())
/// # }
/// ```
///
/// Like the client, it checks no policy: what it answers goes through a [`Policy`](passwordless::Policy) before
/// anybody is signed in.
#[derive(Debug, Clone)]
pub struct Verify {
    client: Client,
}

impl Verify {
    /// Verifies by this client.
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

impl From<Client> for Verify {
    fn from(client: Client) -> Self {
        Self::new(client)
    }
}

impl Service<Token> for Verify {
    type Response = VerifiedUser;
    type Error = Error;
    type Future = VerifyFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, token: Token) -> VerifyFuture {
        let client = self.client.clone();
        VerifyFuture { answer: Box::pin(async move { client.verify(&token).await }) }
    }
}

/// The answer of [`Verify`] to come.
#[must_use = "futures do nothing unless they are polled"]
pub struct VerifyFuture {
    // Boxed because an `async fn` has no name to write here. Beside a call over the network it costs nothing.
    answer: Pin<Box<dyn Future<Output = Result<VerifiedUser, Error>> + Send>>,
}

impl Future for VerifyFuture {
    type Output = Result<VerifiedUser, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer.as_mut().poll(context)
    }
}

impl fmt::Debug for VerifyFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyFuture").finish_non_exhaustive()
    }
}

use std::{error::Error as StdError, time::Duration};

use passwordless::{Token, VerifiedUser};
use tower::{ServiceExt as _, limit::ConcurrencyLimit, load_shed::LoadShed, retry::Retry, util::Either};
use tower_service::Service;

use super::{Stack, deadline::Deadline, repeat::Repeat};

/// The settings of the recommended [`Stack`].
///
/// ```no_run
/// use std::time::Duration;
/// use passwordless::Client;
/// use passwordless_tower::{Stack, Verify};
///
/// # fn run() -> Result<(), passwordless::Error> {
/// let verify = Verify::new(Client::from_env()?);
/// let stack = Stack::builder().concurrency(16).deadline(Duration::from_secs(4)).over(verify);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct StackBuilder {
    concurrency: usize,
    deadline: Duration,
    retries: u32,
}

impl StackBuilder {
    pub(super) fn new() -> Self {
        Self { concurrency: 64, deadline: Duration::from_secs(12), retries: 0 }
    }

    /// How many tokens may be under way at once; more are refused at once with 503. 64 unless set, and never less
    /// than one.
    pub fn concurrency(mut self, most: usize) -> Self {
        self.concurrency = most.max(1);
        self
    }

    /// How long a token may take in all, readiness and repetitions included. Twelve seconds unless set: a little
    /// more than the client's own time-out, whose error says more.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// How often a token is asked about again. Never unless set; leave it so over a [`Client`](passwordless::Client),
    /// which repeats by itself.
    ///
    /// It is for other services of tokens, and for a client whose own
    /// [`retries`](passwordless::ClientBuilder::retries) are zero. Ten repetitions in ten seconds are free, and one
    /// more for every five successes. What invites none, such as the 500 to a forged token, neither takes from the
    /// budget nor adds to it.
    pub fn retries(mut self, most: u32) -> Self {
        self.retries = most;
        self
    }

    /// Builds the stack over a service of tokens, in the order that [`Stack`] argues for.
    ///
    /// The service need not be ready, and may be a closure by `tower::service_fn`.
    pub fn over<S>(self, service: S) -> Stack
    where
        S: Service<Token, Response = VerifiedUser> + Clone + Send + Sync + 'static,
        S::Error: Into<Box<dyn StdError + Send + Sync>>,
        S::Future: Send + 'static,
    {
        let service = service.map_err(Into::into);
        let service = match self.retries {
            0 => Either::Left(service),
            most => Either::Right(Retry::new(Repeat::new(most), service)),
        };
        let service = Deadline::new(service, self.deadline);
        let service = ConcurrencyLimit::new(service, self.concurrency);
        Stack::custom(LoadShed::new(service))
    }
}

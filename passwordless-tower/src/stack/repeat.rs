use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use passwordless::{Error, Token, VerifiedUser};
use tokio::time::{Instant, Sleep, sleep_until};
use tower::retry::{
    Policy,
    backoff::{Backoff as _, ExponentialBackoff, ExponentialBackoffMaker, MakeBackoff as _},
    budget::{Budget as _, TpsBudget},
};

use crate::chain;

type BoxError = Box<dyn StdError + Send + Sync>;

/// Somebody who waits at a sign-in does not wait longer than this for another attempt.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// Which answers are worth another attempt, and how many of them all requests together may have.
#[derive(Clone)]
pub(super) struct Repeat {
    left: u32,
    backoff: ExponentialBackoff,
    budget: Arc<TpsBudget>,
}

impl Repeat {
    pub(super) fn new(most: u32) -> Self {
        // As the client does: ten are free, and one more for every five calls that succeed.
        let budget = TpsBudget::new(Duration::from_secs(10), 1, 0.2);
        let backoff = ExponentialBackoffMaker::default().make_backoff();
        Self { left: most, backoff, budget: Arc::new(budget) }
    }

    /// How long the service asked to wait, where another attempt may help.
    fn invited(error: &BoxError) -> Option<Duration> {
        let error = chain::find::<Error>(error.as_ref())?;
        let wait = error.retry_after().unwrap_or_default();
        (error.is_retryable() && wait <= LONGEST_WAIT).then_some(wait)
    }
}

impl Policy<Token, VerifiedUser, BoxError> for Repeat {
    type Future = Sleep;

    fn retry(&mut self, _: &mut Token, answer: &mut Result<VerifiedUser, BoxError>) -> Option<Sleep> {
        let error = match answer {
            Ok(_) => {
                self.budget.deposit();
                return None;
            }
            Err(error) => error,
        };
        let asked = Self::invited(error)?;
        self.left = self.left.checked_sub(1)?;
        if !self.budget.withdraw() {
            return None;
        }
        let backoff = self.backoff.next_backoff();
        Some(sleep_until(backoff.deadline().max(Instant::now() + asked)))
    }

    fn clone_request(&mut self, token: &Token) -> Option<Token> {
        Some(token.clone())
    }
}

impl fmt::Debug for Repeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repeat").field("left", &self.left).finish_non_exhaustive()
    }
}

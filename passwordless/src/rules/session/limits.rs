use std::time::{Duration, SystemTime};

use super::{super::store::LONGEST_SESSION, Session, age};

/// How long a session lasts. Default: 24 hours, also without use.
///
/// Hosts that share a store and a key may have limits of their own: a session is looked at by those of the host that is asked,
/// and what was ended at one host stays ended at every other ([`LONGEST_SESSION`](crate::store::LONGEST_SESSION)).
///
/// ```
/// use passwordless::SessionLimits;
/// use std::time::Duration;
///
/// let limits = SessionLimits::new(Duration::from_secs(8 * 3600)).idle(Duration::from_secs(30 * 60));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    absolute: Duration,
    idle: Option<Duration>,
}

impl SessionLimits {
    /// Sessions end this long after the sign-in, whatever happens. Whole seconds count, and more than 400 days count as
    /// 400 days: browsers keep no cookie longer.
    ///
    /// A shorter limit ends sessions that are older already; a longer one lengthens none that exist.
    pub fn new(absolute: Duration) -> Self {
        Self { absolute: absolute.min(LONGEST_SESSION), idle: None }
    }

    /// Sessions also end when they were not used for this long.
    ///
    /// A session in use is sealed anew once per tenth of this at most, so it may end that much early. A bearer
    /// cannot be sealed anew, so it ends this long after the sign-in, used or not.
    #[must_use]
    pub fn idle(mut self, idle: Duration) -> Self {
        self.idle = Some(idle);
        self
    }

    pub(in crate::rules) fn absolute(&self) -> Duration {
        self.absolute
    }

    pub(in crate::rules) fn has_idle(&self) -> bool {
        self.idle.is_some()
    }

    pub(in crate::rules) fn is_over(&self, session: &Session, now: SystemTime) -> bool {
        let is_within = |time: SystemTime, limit: Duration| age(time, now).is_some_and(|age| age < limit);
        now >= session.expires_at()
            || !is_within(session.signed_in_at(), self.absolute)
            || self.idle.is_some_and(|idle| !is_within(session.last_seen_at(), idle))
    }

    /// Whether the session was sealed so long ago that its use should be noted.
    pub(in crate::rules) fn is_to_be_noted(&self, session: &Session, now: SystemTime) -> bool {
        let unnoted = now.duration_since(session.last_seen_at()).unwrap_or_default();
        self.idle.is_some_and(|idle| unnoted >= idle / 10 && unnoted >= Duration::from_secs(1))
    }
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self::new(Duration::from_secs(24 * 3600))
    }
}

use std::time::Duration;

/// How often something may be asked for: so many times in a period. All of them may come at once; what was used grows
/// back evenly.
///
/// ```
/// use passwordless::accounts::Rate;
/// use std::time::Duration;
///
/// let rate = Rate::new(30, Duration::from_secs(15 * 60));
/// assert_eq!((rate.count(), rate.period().as_secs()), (30, 900));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    period: Duration,
}

impl Rate {
    /// So many times, and at least once, in this period.
    pub const fn new(count: u32, period: Duration) -> Self {
        Self { count: if count == 0 { 1 } else { count }, period }
    }

    /// How many times.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// In which time.
    pub fn period(&self) -> Duration {
        self.period
    }
}

use std::time::{Duration, SystemTime};

use passwordless::store::{Mark, TokenMarks};

/// Marks as random as those of sessions.
pub(crate) struct Marks(u64);

impl Marks {
    /// Of this moment and task, so that no two runs have the same.
    pub(crate) fn of(task: usize) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self((now.as_nanos() as u64 ^ (task as u64) << 48).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn another(&mut self) -> Mark {
        let mut half = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            u128::from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d))
        };
        Mark::from_bytes((half() << 64 | half()).to_le_bytes())
    }

    /// A token of somebody, made just now.
    pub(crate) fn token(&mut self) -> TokenMarks {
        let now = SystemTime::now();
        TokenMarks {
            token: self.another(),
            user: self.another(),
            credential: Some(self.another()),
            minted_at: now,
            until: now + Duration::from_secs(120),
        }
    }
}

use std::{
    num::NonZeroU64,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use aws_lc_rs::rand;

use super::{
    Mark, Revocation, SessionMarks, Spent, Store, StoreError, StoreFuture, TokenMarks,
    shards::{Kept, NoRoom, Shards, minute, minute_after},
};

/// A [`Store`] in memory, for an application that runs as one process.
///
/// It forgets everything when the process ends. So that a restart un-revokes nothing, it accepts no session and no
/// token from before it was made: everybody signs in again after a restart. Tokens are told by the service's clock,
/// sessions by no clock at all. A sign-out everywhere is told by the `now` of the call, and compared with the
/// service's clock as [`spend`](Store::spend) says.
///
/// It is bounded: at most [`capacity`](SingleProcess::capacity) spent tokens and as many revocations, at less than
/// 100 bytes each. When there is no room it answers 503, and never forgets what still counts. From half its capacity
/// on, ending one session ends all of that user's, which takes the room of one however often it happens; so nobody
/// fills it by signing out again and again.
///
/// Two processes must not each have one: a token could be spent at both, and a sign-out would reach only one.
///
/// ```
/// use passwordless::SingleProcess;
///
/// let store = SingleProcess::new().capacity(50_000);
/// ```
#[derive(Debug)]
pub struct SingleProcess {
    started_at: SystemTime,
    /// The least and the greatest generation so far. They begin anywhere, so that no session of an earlier process
    /// falls between them, whatever the clocks say.
    first: u64,
    last: AtomicU64,
    spent: Shards<()>,
    ended: Shards<Ended>,
    leases: Shards<Lease>,
}

/// What was revoked under a mark.
#[derive(Debug, Clone, Copy)]
enum Ended {
    /// A session or a passkey.
    Wholly,
    /// A user: sessions of an earlier generation, and tokens made in this microsecond or before.
    Before { generation: NonZeroU64, at: u64 },
}

#[derive(Debug)]
struct Lease {
    mark: Mark,
    until: SystemTime,
}

impl SingleProcess {
    const CAPACITY: usize = 250_000;

    /// An empty store with room for 250,000 spent tokens and as many revocations.
    pub fn new() -> Self {
        Self::started_at(SystemTime::now())
    }

    /// An empty store that accepts tokens made at this time or later, for tests with a clock of their own.
    pub fn started_at(time: SystemTime) -> Self {
        let first = random_generation();
        Self {
            started_at: time,
            first,
            last: AtomicU64::new(first),
            spent: Shards::new(Self::CAPACITY),
            ended: Shards::new(Self::CAPACITY),
            leases: Shards::new(Self::CAPACITY),
        }
    }

    /// Room for this many spent tokens, and for as many revocations, in place of 250,000.
    #[must_use]
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.spent = Shards::new(capacity);
        self.ended = Shards::new(capacity);
        self.leases = Shards::new(capacity);
        self
    }

    fn spend_now(&self, token: &TokenMarks, now: SystemTime) -> Result<Spent, StoreError> {
        if token.minted_at < self.started_at {
            return Ok(Spent::Revoked);
        }
        let until = seconds(token.until);
        if token.until < now {
            return Ok(Spent::Again);
        }
        let is_first = self.spent.change(token.token, minute(seconds(now)), |entry| {
            // Another task, with a later `now`, may have made this part forget the token already.
            if entry.kept.is_some() || minute_after(until) < entry.forgotten {
                return (None, false);
            }
            (Some(Kept { until: minute_after(until), value: () }), true)
        });
        if !is_first.map_err(full)? {
            return Ok(Spent::Again);
        }
        if token.credential.is_some_and(|credential| self.is_ended(&credential)) {
            return Ok(Spent::Revoked);
        }
        // The generation is read under the lock under which a revocation of this user counts it up. Otherwise a
        // token from before the revocation could yield a session from after it.
        Ok(self.ended.read_locked(&token.user, |ended| match ended {
            Some(Ended::Before { at, .. }) if micros(token.minted_at) <= *at => Spent::Revoked,
            _ => Spent::First { generation: self.last.load(Ordering::Acquire) },
        }))
    }

    fn revoke_now(&self, what: Revocation, until: SystemTime, now: SystemTime) -> Result<(), StoreError> {
        let is_half_full = self.ended.len() >= self.ended.capacity() / 2;
        match what {
            Revocation::Session { user, .. } if is_half_full => self.end_user(user, until, now),
            Revocation::Session { session: mark, .. } | Revocation::Credential { credential: mark, .. } => {
                self.end_wholly(mark, until, now)
            }
            Revocation::User(user) => self.end_user(user, until, now),
        }
    }

    fn end_wholly(&self, mark: Mark, until: SystemTime, now: SystemTime) -> Result<(), StoreError> {
        let until = minute_after(seconds(until));
        let keep = self.ended.change(mark, minute(seconds(now)), |entry| {
            let until = entry.kept.map_or(until, |(_, before)| until.max(before));
            (Some(Kept { until, value: Ended::Wholly }), ())
        });
        keep.map_err(full)
    }

    fn end_user(&self, user: Mark, until: SystemTime, now: SystemTime) -> Result<(), StoreError> {
        let until = minute_after(seconds(until));
        let keep = self.ended.change(user, minute(seconds(now)), |entry| {
            let (until, at) = match entry.kept {
                Some((Ended::Before { at, .. }, before)) => (until.max(before), micros(now).max(*at)),
                _ => (until, micros(now)),
            };
            let generation = NonZeroU64::MIN.saturating_add(self.last.fetch_add(1, Ordering::AcqRel));
            (Some(Kept { until, value: Ended::Before { generation, at } }), ())
        });
        keep.map_err(full)
    }

    fn is_ended(&self, mark: &Mark) -> bool {
        self.ended.read(mark, |ended| matches!(ended, Some(Ended::Wholly)))
    }

    fn take_lease(&self, user: Mark, length: Duration, now: SystemTime) -> Result<Option<Mark>, StoreError> {
        let mark = Mark::random().map_err(StoreError::unavailable)?;
        let until = now.checked_add(length).unwrap_or(now);
        let keep = self.leases.change(user, minute(seconds(now)), |entry| match entry.kept {
            Some((lease, _)) if lease.until > now => (None, None),
            _ => {
                let lease = Lease { mark, until };
                (Some(Kept { until: minute_after(seconds(until)), value: lease }), Some(mark))
            }
        });
        keep.map_err(full)
    }
}

impl Default for SingleProcess {
    fn default() -> Self {
        Self::new()
    }
}

impl Store for SingleProcess {
    fn spend(&self, token: TokenMarks, now: SystemTime) -> StoreFuture<'_, Spent> {
        Box::pin(async move { self.spend_now(&token, now) })
    }

    fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.revoke_now(what, until, now) })
    }

    fn lease(&self, user: Mark, length: Duration, now: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        Box::pin(async move { self.take_lease(user, length, now) })
    }

    fn release(&self, user: Mark, lease: Mark) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.leases.remove_if(&user, |held| held.mark == lease);
            Ok(())
        })
    }

    fn is_revoked(&self, session: &SessionMarks, _now: SystemTime) -> Result<bool, StoreError> {
        let is_ours = (self.first..=self.last.load(Ordering::Acquire)).contains(&session.generation);
        if !is_ours || self.is_ended(&session.session) {
            return Ok(true);
        }
        if session.credential.is_some_and(|credential| self.is_ended(&credential)) {
            return Ok(true);
        }
        Ok(self.ended.read(&session.user, |ended| match ended {
            Some(Ended::Before { generation, .. }) => session.generation < generation.get(),
            _ => false,
        }))
    }

    fn generation(&self, user: Mark, _now: SystemTime) -> Result<u64, StoreError> {
        Ok(self.ended.read_locked(&user, |_| self.last.load(Ordering::Acquire)))
    }
}

/// Any number of 62 bits. Where there is no randomness there are no sessions either, so zero does no harm.
fn random_generation() -> u64 {
    let mut bytes = [0; 8];
    match rand::fill(&mut bytes) {
        Ok(()) => u64::from_le_bytes(bytes) >> 2,
        Err(_) => 0,
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn micros(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

fn full(_: NoRoom) -> StoreError {
    StoreError::full()
}

#[cfg(test)]
mod tests;

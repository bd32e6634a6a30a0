use std::{
    fmt,
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use super::{lease::Leases, passkeys::KnownPasskeys, rooms::Rooms};
use crate::rules::store::{
    Generation, Mark, Replaced, Revocation, Revocations, SessionMarks, Spent, Store, StoreError, StoreFuture,
    TokenMarks,
    minutes::{minute, minute_after},
    shards::{Kept, NoRoom, Shards},
};

/// A [`Store`] in memory, for an application that runs as one process.
///
/// It forgets everything when the process ends. So that a restart un-revokes nothing, it accepts no session and no
/// token from before it was made: everybody signs in again after a restart. Tokens are told by the service's clock,
/// sessions by no clock at all. A sign-out everywhere is told by the `now` of the call, and compared with the
/// service's clock as [`spend`](Store::spend) says.
///
/// It is bounded: at most [`capacity`](SingleProcess::capacity) spent tokens, and as many revocations, at less than
/// 100 bytes each. It never forgets what still counts, and no user takes the room of the others:
///
/// - Sessions that were ended one by one have half of the room for revocations. When it is taken, ending one session
///   ends all of that user's, which takes the room of one however often it happens.
/// - Passkeys have a half as well. Where it is taken, or 32 of one user have ended, the gate ends all of a user's sessions
///   in place of a passkey's.
/// - From half of the spent tokens on, a user may sign in 32 times in ten minutes.
/// - Users who signed out have the other half. Should so many do so within
///   [`LONGEST_SESSION`](crate::store::LONGEST_SESSION) that it is taken, the store starts anew, as a restart of the
///   process does: everybody signs in again, and nobody's sign-out waits.
///
/// It starts anew, too, when it learns that its clock was wrong: that it forgot at a later time what would count now.
///
/// Known passkeys it forgets at a restart as well, so each user's are taken in again at the next sign-in by the
/// accounts' routes. They have room for as many users as there is for spent tokens, at about 100 bytes each; further
/// users have none that are known.
///
/// Two processes must not each have one: a token could be spent at both, and a sign-out would reach only one.
///
/// ```
/// use passwordless::SingleProcess;
///
/// let store = SingleProcess::new().capacity(50_000);
/// ```
pub struct SingleProcess {
    /// In microseconds: tokens made earlier are refused.
    pub(super) started_at: AtomicU64,
    /// Over all users, and never less than before.
    pub(super) count: AtomicU64,
    pub(super) ended: Revocations,
    pub(super) rooms: Rooms,
    /// The latest end that was forgotten, in minutes. What is asked about an earlier time is not known.
    pub(super) forgotten: AtomicU32,
    pub(super) swept: AtomicU32,
    spent: Shards<()>,
    leases: Leases,
    passkeys: KnownPasskeys,
}

/// What happened to a token.
enum Spending {
    First,
    Again,
    /// The user has taken enough of what is left.
    TooMany,
}

impl SingleProcess {
    const CAPACITY: usize = 250_000;

    /// An empty store with room for 250,000 spent tokens and as many revocations.
    pub fn new() -> Self {
        Self::started_at(SystemTime::now())
    }

    /// An empty store that accepts tokens made at this time or later, for tests with a clock of their own.
    pub fn started_at(time: SystemTime) -> Self {
        Self {
            started_at: AtomicU64::new(micros(time)),
            count: AtomicU64::new(0),
            ended: Revocations::new(Self::new_mark()),
            rooms: Rooms::new(Self::CAPACITY),
            forgotten: AtomicU32::new(0),
            swept: AtomicU32::new(0),
            spent: Shards::new(Self::CAPACITY),
            leases: Leases::new(Self::CAPACITY),
            passkeys: KnownPasskeys::new(Self::CAPACITY),
        }
    }

    /// Room for this many spent tokens, and for as many revocations, in place of 250,000.
    #[must_use]
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.rooms = Rooms::new(capacity);
        self.spent = Shards::new(capacity);
        self.leases = Leases::new(capacity);
        self.passkeys = KnownPasskeys::new(capacity);
        self
    }

    fn spend_now(
        &self,
        token: &TokenMarks,
        over: Option<Replaced>,
        now: SystemTime,
    ) -> Result<Spent, StoreError> {
        self.keep_up(now);
        let spent = self.spend_locked(token, over, now)?;
        // Another user's: it takes nothing from this one's.
        if let (Spent::First { .. }, Some(over)) = (spent, over.filter(|over| over.user != token.user)) {
            self.revoke_now(Revocation::Session { session: over.session, user: over.user }, over.until, now)?;
        }
        Ok(match spent {
            // To end the other's session, the store started anew.
            Spent::First { generation } if generation.store != self.ended.store() => Spent::Revoked,
            spent => spent,
        })
    }

    /// Under the lock under which this user's sessions end. Otherwise a token from before a sign-out everywhere could
    /// yield a session from after it.
    fn spend_locked(
        &self,
        token: &TokenMarks,
        over: Option<Replaced>,
        now: SystemTime,
    ) -> Result<Spent, StoreError> {
        let mut users = self.rooms.lock(&token.user);
        if micros(token.minted_at) < self.started_at.load(Ordering::Acquire) {
            return Ok(Spent::Revoked);
        }
        if token.until < now {
            return Ok(Spent::Again);
        }
        let until = minute_after(token.until);
        let is_scarce = self.spent.len() >= self.spent.capacity() / 2;
        let spending = self.spent.change(token.token, minute(now), |entry| {
            // Another task, with a later `now`, may have made this part forget the token already.
            if entry.kept.is_some() || until < entry.forgotten {
                return (None, Spending::Again);
            }
            if is_scarce && users.sign_in(token.user, minute(now)) > self.rooms.sign_ins_of_one() {
                return (None, Spending::TooMany);
            }
            (Some(Kept { until, value: () }), Spending::First)
        });
        match spending.map_err(full)? {
            Spending::First => {}
            Spending::Again => return Ok(Spent::Again),
            Spending::TooMany => return Err(StoreError::too_many()),
        }
        let is_ended = token.credential.is_some_and(|credential| self.ended.is_ended(&credential));
        if is_ended || users.signed_out_at(&token.user).is_some_and(|at| micros(token.minted_at) <= at) {
            return Ok(Spent::Revoked);
        }
        if let Some(over) = over.filter(|over| over.user == token.user) {
            let ended = self.end_session(&mut users, over.session, over.user, over.until, now);
            if ended.is_err() {
                drop(users);
                self.start_anew(now);
                return Ok(Spent::Revoked);
            }
        }
        // After that, since it may have ended all of the user's.
        Ok(Spent::First { generation: self.generation_now() })
    }

    fn generation_now(&self) -> Generation {
        Generation { store: self.ended.store(), count: self.count.load(Ordering::Acquire) }
    }
}

impl Default for SingleProcess {
    fn default() -> Self {
        Self::new()
    }
}

impl Store for SingleProcess {
    fn spend(&self, token: TokenMarks, over: Option<Replaced>, now: SystemTime) -> StoreFuture<'_, Spent> {
        Box::pin(async move { self.spend_now(&token, over, now) })
    }

    fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.revoke_now(what, until, now) })
    }

    fn lease(&self, user: Mark, length: Duration, now: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        Box::pin(async move { self.leases.take(user, length, now) })
    }

    fn release(&self, user: Mark, lease: Mark) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.leases.give_back(&user, lease);
            Ok(())
        })
    }

    fn is_revoked(&self, session: &SessionMarks, now: SystemTime) -> Result<bool, StoreError> {
        Ok(self.ended.is_revoked(session) || self.has_forgotten(now))
    }

    fn generation(&self, user: Mark, _now: SystemTime) -> Result<Generation, StoreError> {
        let _users = self.rooms.lock(&user);
        Ok(self.generation_now())
    }

    fn passkeys(&self, user: Mark) -> StoreFuture<'_, Option<Vec<Mark>>> {
        Box::pin(async move { Ok(self.passkeys.of(&user)) })
    }

    fn add_passkeys(&self, user: Mark, passkeys: Vec<Mark>) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.passkeys.add(user, &passkeys) })
    }

    fn forget_passkey(&self, user: Mark, passkey: Mark) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.passkeys.forget(&user, &passkey);
            Ok(())
        })
    }

    fn forget_passkeys(&self, user: Mark) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.passkeys.forget_all(&user);
            Ok(())
        })
    }

    fn lasts(&self) -> bool {
        false
    }
}

impl fmt::Debug for SingleProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleProcess")
            .field("capacity", &self.rooms.capacity())
            .field("ended", &self.ended)
            .field("spent", &self.spent)
            .finish_non_exhaustive()
    }
}

pub(super) fn micros(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

pub(super) fn full(_: NoRoom) -> StoreError {
    StoreError::full()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

//! What must be remembered about sign-ins: spent tokens and revocations.

#[cfg(any(test, feature = "store-conformance"))]
pub mod conformance;
mod error;
mod generation;
mod longest;
mod mark;
mod marks;
mod minutes;
mod revocations;
mod shards;
mod single_process;
mod spent;
mod sync;

use std::{
    fmt::Debug,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

pub use error::{StoreError, StoreErrorKind};
pub use generation::{Generation, InvalidGeneration};
pub use longest::LONGEST_SESSION;
pub use mark::Mark;
pub use marks::{Replaced, Revocation, SessionMarks, TokenMarks};
pub use revocations::Revocations;
pub use single_process::SingleProcess;
pub use spent::Spent;

pub(super) use longest::all_are_over;

// Not in its folder, which another test compiles with other locks.
#[cfg(test)]
#[path = "revocations/tests.rs"]
mod revocations_tests;

/// The boxed future of a [`Store`], so that a store can be a trait object.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Remembers which tokens were spent, what was revoked, and which passkeys are known, for as long as it matters.
///
/// [`SingleProcess`] is one for a single process. A store that several processes share is an implementation of this
/// trait over their database; the module `store::conformance` (behind the feature `store-conformance`) tests any of them.
///
/// # What every store must keep to
///
/// 1. **Marks only.** A store sees no token, no user id and no passkey id, only [`Mark`]s of sixteen bytes. Two marks
///    of different things never meet, so one column or key space may hold all of them.
/// 2. **Closed when in doubt.** A store that cannot be sure answers [`StoreError`], and the request is refused with
///    503. It never guesses that a token is new or a session alive.
/// 3. **Nothing that counts is forgotten.** Before the time given as `until`, nothing may be evicted, whatever the
///    memory costs: a full store says [`StoreErrorKind::Full`].
/// 4. **A call that fails may have happened.** Callers take an error of [`spend`](Store::spend) as a spent token, and
///    repeat the other calls at will: each of them may be called twice.
/// 5. **Read your own writes.** When `revoke` returned `Ok`, the same store answers accordingly at once; the stores
///    of other processes within seconds.
/// 6. **No waiting on the hot path.** [`is_revoked`](Store::is_revoked) and [`generation`](Store::generation) run
///    within every guarded request: memory only, no await, no lock that is held across one. [`Revocations`] is that
///    memory.
/// 7. **A session belongs to the store that opened it.** A store has sixteen random bytes, kept with its data, and each
///    [`Generation`] that it gives holds them. A session with others has ended: nobody here knows who signed out there.
/// 8. **One user pays for what one user does.** Whatever one user repeats takes a bounded room, or that user is refused
///    with [`StoreErrorKind::TooMany`], and never another.
/// 9. **Passkeys are kept until they are forgotten by name.** What [`add_passkeys`](Store::add_passkeys) was told counts
///    for as long as the user has the passkey, so no sweep takes it. A store that loses it, as one in memory does,
///    says so by [`lasts`](Store::lasts).
///
/// Times are arguments so that tests need not sleep. A store over a database may read the database's clock instead,
/// which all its processes share, and should then ignore `now`.
pub trait Store: Debug + Send + Sync + 'static {
    /// Spends a token: of all calls with the same [`TokenMarks::token`], ever and in all processes, at most one is
    /// answered with [`Spent::First`].
    ///
    /// One unique insert decides. In the same transaction, or under the same lock as a revocation of that user, the
    /// store looks at what was revoked:
    ///
    /// - the user, at or after [`TokenMarks::minted_at`] to the microsecond, or the passkey, ever: [`Spent::Revoked`];
    /// - a token whose [`TokenMarks::until`] lies before `now`, or before a time up to which spent ids were
    ///   forgotten: [`Spent::Again`], because nobody can tell any more;
    /// - otherwise [`Spent::First`] with the generation that a session of this user gets.
    ///
    /// The service's clock says when a token was made, and the store's when its user was revoked. No leeway is given
    /// in either direction. Where the service's clock is behind by a second, tokens are refused for another second
    /// after a sign-out everywhere; where it is ahead by a second, tokens of the last second before it still pass.
    /// That second is never longer than [`Policy::leeway`](crate::Policy::leeway), because the policy denies tokens
    /// that are further in the future. So keep the clocks together.
    ///
    /// `over` is the session in whose place somebody signs in. Where the answer is [`Spent::First`], that session has
    /// ended, too, and the one that is about to begin has not: a store that cannot end `over` alone gives a generation
    /// that was read after it ended more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the answer is not certain, when it is not certain that everybody hears of the end of `over`,
    /// or when there is no room.
    fn spend(&self, token: TokenMarks, over: Option<Replaced>, now: SystemTime) -> StoreFuture<'_, Spent>;

    /// Ends a session, all sessions and tokens of a user, or those of a passkey.
    ///
    /// After `until` nothing that is concerned can be alive, and the store may forget: the caller's `until` covers the
    /// life of the session, or of every session and token of the user or passkey. The store may always end *more* of
    /// the same user's sessions than it was asked to, as it does when it collapses many revocations into one. What it
    /// ends of its own accord it remembers for [`LONGEST_SESSION`] from `now`: the `until` of one session says nothing of the
    /// others.
    ///
    /// The generation of a user grows with each revocation of the user, and never falls, even after it was
    /// forgotten: count for the whole store, not for the user, or keep the row.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it is not certain that everybody will hear of it; [`StoreErrorKind::TooMany`] for a passkey
    /// of a user of whom as many are remembered as a store remembers of one, and [`StoreErrorKind::Full`] where there is no
    /// room for another passkey of anybody: the gate then ends the passkey's user.
    fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> StoreFuture<'_, ()>;

    /// Takes the user's lease for at most `length`, so that one task at a time decides about the user's last passkey.
    ///
    /// The answer is none while another task holds it. It ends by [`release`](Store::release), or by itself after
    /// `length`, so that a task that died blocks nobody for long.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it is not certain that nobody else holds the lease.
    fn lease(&self, user: Mark, length: Duration, now: SystemTime) -> StoreFuture<'_, Option<Mark>>;

    /// Gives a lease back. The mark is the one that [`lease`](Store::lease) answered with; another changes nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the lease could not be given back; it then ends by itself.
    fn release(&self, user: Mark, lease: Mark) -> StoreFuture<'_, ()>;

    /// Whether the session was ended, as far as this process knows.
    ///
    /// True when the session or its passkey was revoked, when its generation is older than its user's or another
    /// store's, and when it is older than what the store remembers.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Stale`] when this process has not heard of revocations for too long to tell.
    fn is_revoked(&self, session: &SessionMarks, now: SystemTime) -> Result<bool, StoreError>;

    /// The generation that a session of this user would get now, as far as this process knows.
    ///
    /// For sessions that no token opens, such as those of tests. A sign-in takes the one of [`Spent::First`], which
    /// is read together with the revocations.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Stale`] when this process has not heard of revocations for too long to tell.
    fn generation(&self, user: Mark, now: SystemTime) -> Result<Generation, StoreError>;

    /// The known passkeys of a user: those that were [added](Store::add_passkeys) and not forgotten.
    ///
    /// `None` where nothing was ever added for this user, or everything of the user was forgotten: then nobody can tell
    /// which passkeys are the user's. `Some` of none where each of them was forgotten.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the answer is not certain.
    fn passkeys(&self, user: Mark) -> StoreFuture<'_, Option<Vec<Mark>>>;

    /// Adds known passkeys to a user, of whom from then on something is known, even where the list is empty. Repeated
    /// at will.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it is not certain that all of them are known; [`StoreErrorKind::TooMany`] for a user with as
    /// many as a store keeps of one, which are 256 at least.
    fn add_passkeys(&self, user: Mark, passkeys: Vec<Mark>) -> StoreFuture<'_, ()>;

    /// Forgets a passkey of a user, who stays one of whom something is known.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it is not certain that the passkey is forgotten.
    fn forget_passkey(&self, user: Mark, passkey: Mark) -> StoreFuture<'_, ()>;

    /// Forgets everything about a user's passkeys, as of one of whom it was never told.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it is not certain that all of it is forgotten.
    fn forget_passkeys(&self, user: Mark) -> StoreFuture<'_, ()>;

    /// Whether known passkeys outlive the process. Where they do not, nobody can ask for known passkeys only: everybody
    /// would be locked out by a restart.
    fn lasts(&self) -> bool {
        true
    }
}

impl<S: Store + ?Sized> Store for Arc<S> {
    fn spend(&self, token: TokenMarks, over: Option<Replaced>, now: SystemTime) -> StoreFuture<'_, Spent> {
        (**self).spend(token, over, now)
    }

    fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> StoreFuture<'_, ()> {
        (**self).revoke(what, until, now)
    }

    fn lease(&self, user: Mark, length: Duration, now: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        (**self).lease(user, length, now)
    }

    fn release(&self, user: Mark, lease: Mark) -> StoreFuture<'_, ()> {
        (**self).release(user, lease)
    }

    fn is_revoked(&self, session: &SessionMarks, now: SystemTime) -> Result<bool, StoreError> {
        (**self).is_revoked(session, now)
    }

    fn generation(&self, user: Mark, now: SystemTime) -> Result<Generation, StoreError> {
        (**self).generation(user, now)
    }

    fn passkeys(&self, user: Mark) -> StoreFuture<'_, Option<Vec<Mark>>> {
        (**self).passkeys(user)
    }

    fn add_passkeys(&self, user: Mark, passkeys: Vec<Mark>) -> StoreFuture<'_, ()> {
        (**self).add_passkeys(user, passkeys)
    }

    fn forget_passkey(&self, user: Mark, passkey: Mark) -> StoreFuture<'_, ()> {
        (**self).forget_passkey(user, passkey)
    }

    fn forget_passkeys(&self, user: Mark) -> StoreFuture<'_, ()> {
        (**self).forget_passkeys(user)
    }

    fn lasts(&self) -> bool {
        (**self).lasts()
    }
}

//! What has ended, in memory: the half of a store that every guarded request asks.

mod ends;
mod filter;
mod filters;
mod hash;
mod table;

use std::{fmt, time::SystemTime};

use ends::Ends;
use filters::Filters;
use hash::halves;

pub(super) use self::{hash::Hasher, table::Table};
use super::{
    Generation, Mark, SessionMarks,
    minutes::{MINUTE, minute, minute_after},
    sync::{AtomicU64, Mutex, Ordering},
};

/// What a process knows to have ended: sessions, passkeys, and the sessions that users had before they signed out
/// everywhere.
///
/// Every [`Store`](super::Store) answers guarded requests from memory. This is that memory: the store notes in it what
/// was revoked, here or by another process, and answers [`is_revoked`](super::Store::is_revoked) by it. Nothing that
/// was noted is taken back before its time, in whatever order the news arrive.
///
/// A request about a session that has not ended reads three words of a filter and takes no lock. A filter cannot miss
/// an end; where it says that there may be one, the marks themselves decide. An end takes about 30 bytes.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use passwordless::store::{Generation, Mark, Revocations, SessionMarks};
///
/// let store = Mark::from_bytes([7; 16]); // of the database: random, and the same for all its processes
/// let ended = Revocations::new(store);
/// let session = SessionMarks {
///     session: Mark::from_bytes([1; 16]),
///     user: Mark::user("alice"),
///     credential: None,
///     generation: ended.generation(&Mark::user("alice")),
/// };
/// assert!(!ended.is_revoked(&session));
///
/// let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
/// ended.end_user(session.user, session.generation.count + 1, tomorrow);
/// assert!(ended.is_revoked(&session));
/// ```
pub struct Revocations {
    /// The store's mark, in two halves. While it changes, a half of each is read, which is no store's.
    store: [AtomicU64; 2],
    hasher: Hasher,
    filters: Filters,
    replacing: Mutex<()>,
    /// Sessions and passkeys.
    single: Ends<()>,
    /// Users, with the count from which on their sessions are alive.
    users: Ends<Count>,
}

/// A generation's count in halves, so that an end takes 28 bytes and not 32.
type Count = [u32; 2];

impl Revocations {
    /// Nothing has ended yet in the store with this mark.
    pub fn new(store: Mark) -> Self {
        let hasher = Hasher::random();
        Self {
            store: halves(&store).map(AtomicU64::new),
            hasher,
            filters: Filters::new(),
            replacing: Mutex::new(()),
            single: Ends::new(hasher),
            users: Ends::new(hasher),
        }
    }

    /// From now on these are the ends of another store: every session that was opened before has ended.
    pub fn belong_to(&self, store: Mark) {
        for (half, new) in self.store.iter().zip(halves(&store)) {
            half.store(new, Ordering::Release);
        }
    }

    /// The store's mark.
    pub fn store(&self) -> Mark {
        let [first, second] = [0, 1].map(|half: usize| u128::from(self.store[half].load(Ordering::Acquire)));
        Mark::from_bytes((first | second << 64).to_le_bytes())
    }

    /// Notes that a session or a passkey has ended, to be remembered until then.
    pub fn end(&self, mark: Mark, until: SystemTime) {
        let hash = self.hasher.hash(&mark);
        self.single.note(hash, (mark, minute_after(until)), (), |()| (), || self.filters.note(hash));
        self.make_room();
    }

    /// Notes that the user's sessions with a lower count than this have ended, to be remembered until then.
    pub fn end_user(&self, user: Mark, count: u64, until: SystemTime) {
        let hash = self.hasher.hash(&user);
        let change = |before| split(join(before).max(count));
        self.users.note(hash, (user, minute_after(until)), split(count), change, || self.filters.note(hash));
        self.make_room();
    }

    /// Makes room for so many more sessions and passkeys, and users. To note a million at once moves none of them then,
    /// and takes no more memory on the way than in the end.
    pub fn reserve(&self, single: usize, users: usize) {
        self.single.reserve(single);
        self.users.reserve(users);
        let room = self.len() + single + users;
        if !self.filters.has_room_for(room) {
            self.replace_filter(room);
        }
    }

    /// Calls with each end that is remembered: its mark, the start of the first minute in which it no longer matters,
    /// and of users the count below which their sessions have ended.
    ///
    /// A few thousand at a time cannot be changed meanwhile.
    pub fn each(&self, mut tell: impl FnMut(&Mark, SystemTime, Option<u64>)) {
        let time = |until: u32| SystemTime::UNIX_EPOCH + MINUTE * until;
        self.single.each(|_, mark, until, ()| tell(mark, time(until), None));
        self.users.each(|_, mark, until, count| tell(mark, time(until), Some(join(count))));
    }

    /// Whether the session has ended: itself, by its passkey, with its user's others, or with its store.
    pub fn is_revoked(&self, session: &SessionMarks) -> bool {
        if session.generation.store != self.store() {
            return true;
        }
        if self.is_empty() {
            return false;
        }
        let hash = |mark| self.hasher.hash(mark);
        let hashes =
            [Some(hash(&session.session)), Some(hash(&session.user)), session.credential.as_ref().map(hash)];
        // All three at once, so that the processor waits for its memory once.
        let [own, user, credential] = self.filters.may_hold(hashes);
        (own && self.is_ended(&session.session))
            || (user && session.generation.count < self.count(&session.user))
            || (credential && session.credential.is_some_and(|credential| self.is_ended(&credential)))
    }

    /// Whether this session or this passkey was ended by itself.
    pub fn is_ended(&self, mark: &Mark) -> bool {
        self.single.get(self.hasher.hash(mark), mark).is_some()
    }

    /// The generation that a session of this user gets.
    pub fn generation(&self, user: &Mark) -> Generation {
        Generation { store: self.store(), count: self.count(user) }
    }

    fn count(&self, user: &Mark) -> u64 {
        self.users.get(self.hasher.hash(user), user).map_or(0, join)
    }

    /// Forgets what was to be remembered until a minute before this time, and answers the latest of those ends.
    ///
    /// A clock that is ahead makes a store forget too much. By the answer the store can tell afterwards: at a time
    /// before it, what has ended is not known any more.
    pub fn forget_before(&self, time: SystemTime) -> Option<SystemTime> {
        let minute = minute(time);
        let latest = self.single.forget_before(minute).max(self.users.forget_before(minute));
        if latest > 0 && self.filters.is_too_large_for(self.len()) {
            self.replace_filter(self.len() * 2);
        }
        (latest > 0).then(|| SystemTime::UNIX_EPOCH + MINUTE * latest)
    }

    /// How many ends are remembered.
    pub fn len(&self) -> usize {
        self.single() + self.users()
    }

    /// Whether no end is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many sessions and passkeys.
    pub(super) fn single(&self) -> usize {
        self.single.len()
    }

    pub(super) fn forget_users(&self) {
        self.users.clear();
        self.replace_filter(self.len() * 2);
    }

    pub(super) fn knows_user(&self, user: &Mark) -> bool {
        self.users.get(self.hasher.hash(user), user).is_some()
    }

    /// How many users.
    pub(super) fn users(&self) -> usize {
        self.users.len()
    }

    fn make_room(&self) {
        if self.filters.is_full() {
            self.replace_filter(self.len() * 2);
        }
    }

    /// One task does it, and the others go on.
    fn replace_filter(&self, room: usize) {
        let Ok(_alone) = self.replacing.try_lock() else { return };
        self.filters.replace(room, |filter| {
            self.single.each(|hash, _, _, _| filter.note(hash));
            self.users.each(|hash, _, _, _| filter.note(hash));
        });
    }
}

impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revocations").field("len", &self.len()).finish_non_exhaustive()
    }
}

pub(super) fn split(count: u64) -> Count {
    [(count >> 32) as u32, count as u32]
}

pub(super) fn join([upper, lower]: Count) -> u64 {
    u64::from(upper) << 32 | u64::from(lower)
}

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use super::users::Users;
use crate::Mark;

/// How much is remembered at most, and by whom it is taken.
pub(super) struct Rooms {
    capacity: usize,
    users: Box<[Mutex<Users>]>,
    /// How many of the users' passkeys are remembered.
    passkeys: AtomicUsize,
    has_warned: AtomicBool,
}

impl Rooms {
    const SHARDS: usize = 64;
    /// More than anybody deletes in a day, and few enough that thousands of users fill nothing.
    const PASSKEYS_OF_ONE: usize = 32;
    const SIGN_INS_OF_ONE: usize = 32;

    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            users: (0..Self::SHARDS).map(|_| Mutex::new(Users::new())).collect(),
            passkeys: AtomicUsize::new(0),
            has_warned: AtomicBool::new(false),
        }
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(super) fn half(&self) -> usize {
        self.capacity / 2
    }

    pub(super) fn passkeys_of_one(&self) -> usize {
        (self.half() / 4).clamp(1, Self::PASSKEYS_OF_ONE)
    }

    pub(super) fn sign_ins_of_one(&self) -> usize {
        (self.half() / 4).clamp(4, Self::SIGN_INS_OF_ONE)
    }

    pub(super) fn passkeys(&self) -> usize {
        self.passkeys.load(Ordering::Relaxed)
    }

    pub(super) fn add_passkey(&self) {
        self.passkeys.fetch_add(1, Ordering::Relaxed);
    }

    /// One of the locks. Nothing about this user changes while it is held.
    pub(super) fn lock(&self, user: &Mark) -> MutexGuard<'_, Users> {
        lock(&self.users[usize::from(user.as_bytes()[0]) % Self::SHARDS])
    }

    /// All of them. Nothing changes while they are held.
    pub(super) fn lock_all(&self) -> Vec<MutexGuard<'_, Users>> {
        self.users.iter().map(lock).collect()
    }

    pub(super) fn forget_before(&self, minute: u32) {
        for users in &self.users {
            let forgotten = lock(users).forget_before(minute);
            self.passkeys.fetch_sub(forgotten, Ordering::Relaxed);
        }
    }

    /// Says once that half of the room is taken.
    pub(super) fn warn_at_half(&self, taken: usize) {
        if taken >= self.half() && !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                target: "passwordless.store_half_full", taken, capacity = self.capacity,
                "half of the store's room is taken: from now on a sign-out ends all of that user's sessions; give it \
                 more by SingleProcess::capacity, or look for the user who signs in so often"
            );
        }
    }
}

// No step of a change can panic, so what a poisoned lock guards is whole.
fn lock(users: &Mutex<Users>) -> MutexGuard<'_, Users> {
    users.lock().unwrap_or_else(PoisonError::into_inner)
}

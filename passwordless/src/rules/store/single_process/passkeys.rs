//! The known passkeys, until the process ends.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::rules::store::{Mark, StoreError};

/// The known passkeys of so many users at most.
pub(super) struct KnownPasskeys {
    capacity: usize,
    users: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    passkeys: HashMap<Mark, Box<[Mark]>>,
    has_warned: bool,
}

impl KnownPasskeys {
    /// More than anybody has, and few enough that nobody fills anything with them.
    const OF_ONE: usize = 256;

    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, users: Mutex::default() }
    }

    pub(super) fn of(&self, user: &Mark) -> Option<Vec<Mark>> {
        self.lock().passkeys.get(user).map(|passkeys| passkeys.to_vec())
    }

    /// Beyond the room for users nothing is noted of another: it is with them as after a restart, and nobody is refused.
    pub(super) fn add(&self, user: Mark, added: &[Mark]) -> Result<(), StoreError> {
        let mut known = self.lock();
        if known.passkeys.len() >= self.capacity && !known.passkeys.contains_key(&user) {
            if !std::mem::replace(&mut known.has_warned, true) {
                tracing::warn!(
                    target: "passwordless.passkeys_not_kept", capacity = self.capacity,
                    "the passkeys of no more users are kept: a passkey that the application was never told of signs in \
                     further users; give the store more room by SingleProcess::capacity, or use one with a database"
                );
            }
            return Ok(());
        }
        let before = known.passkeys.get(&user).map(Box::as_ref).unwrap_or_default();
        let mut passkeys = before.to_vec();
        passkeys.extend(added);
        passkeys.sort_unstable();
        passkeys.dedup();
        if passkeys.len() > Self::OF_ONE.max(before.len()) {
            return Err(StoreError::too_many());
        }
        known.passkeys.insert(user, passkeys.into_boxed_slice());
        Ok(())
    }

    pub(super) fn forget(&self, user: &Mark, passkey: &Mark) {
        if let Some(passkeys) = self.lock().passkeys.get_mut(user) {
            *passkeys = passkeys.iter().copied().filter(|known| known != passkey).collect();
        }
    }

    pub(super) fn forget_all(&self, user: &Mark) {
        self.lock().passkeys.remove(user);
    }

    // No step of a change can panic, so what a poisoned lock guards is whole.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

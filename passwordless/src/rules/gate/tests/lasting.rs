//! A store of a single process that is never restarted, and may fail.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::{
    Mark, SessionMarks,
    store::{Generation, Replaced, Revocation, Spent, StoreError, StoreFuture, TokenMarks},
};

/// Remembers for as long as a test takes, and so says that it remembers. While it fails, it ends no user.
#[derive(Debug)]
pub(super) struct Lasting {
    store: SingleProcess,
    fails: AtomicBool,
}

impl Lasting {
    pub(super) fn new() -> Self {
        Self { store: SingleProcess::started_at(at(0)), fails: AtomicBool::new(false) }
    }

    pub(super) fn fails(&self, fails: bool) {
        self.fails.store(fails, Ordering::Relaxed);
    }
}

impl Store for Lasting {
    fn spend(&self, token: TokenMarks, over: Option<Replaced>, now: SystemTime) -> StoreFuture<'_, Spent> {
        self.store.spend(token, over, now)
    }

    fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> StoreFuture<'_, ()> {
        match what {
            Revocation::User(_) if self.fails.load(Ordering::Relaxed) => {
                Box::pin(async { Err(StoreError::unavailable("away")) })
            }
            what => self.store.revoke(what, until, now),
        }
    }

    fn lease(&self, user: Mark, length: Duration, now: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        self.store.lease(user, length, now)
    }

    fn release(&self, user: Mark, lease: Mark) -> StoreFuture<'_, ()> {
        self.store.release(user, lease)
    }

    fn is_revoked(&self, session: &SessionMarks, now: SystemTime) -> Result<bool, StoreError> {
        self.store.is_revoked(session, now)
    }

    fn generation(&self, user: Mark, now: SystemTime) -> Result<Generation, StoreError> {
        self.store.generation(user, now)
    }

    fn passkeys(&self, user: Mark) -> StoreFuture<'_, Option<Vec<Mark>>> {
        self.store.passkeys(user)
    }

    fn add_passkeys(&self, user: Mark, passkeys: Vec<Mark>) -> StoreFuture<'_, ()> {
        self.store.add_passkeys(user, passkeys)
    }

    fn forget_passkey(&self, user: Mark, passkey: Mark) -> StoreFuture<'_, ()> {
        self.store.forget_passkey(user, passkey)
    }

    fn forget_passkeys(&self, user: Mark) -> StoreFuture<'_, ()> {
        self.store.forget_passkeys(user)
    }
}

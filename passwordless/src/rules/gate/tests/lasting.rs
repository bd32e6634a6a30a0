//! A store of a single process that is never restarted.

use super::*;
use crate::{
    Mark, SessionMarks,
    store::{Generation, Replaced, Revocation, Spent, StoreError, StoreFuture, TokenMarks},
};

/// Remembers for as long as a test takes, and so says that it remembers.
#[derive(Debug)]
pub(super) struct Lasting(pub(super) SingleProcess);

impl Store for Lasting {
    fn spend(&self, token: TokenMarks, over: Option<Replaced>, now: SystemTime) -> StoreFuture<'_, Spent> {
        self.0.spend(token, over, now)
    }

    fn revoke(&self, what: Revocation, until: SystemTime, now: SystemTime) -> StoreFuture<'_, ()> {
        self.0.revoke(what, until, now)
    }

    fn lease(&self, user: Mark, length: Duration, now: SystemTime) -> StoreFuture<'_, Option<Mark>> {
        self.0.lease(user, length, now)
    }

    fn release(&self, user: Mark, lease: Mark) -> StoreFuture<'_, ()> {
        self.0.release(user, lease)
    }

    fn is_revoked(&self, session: &SessionMarks, now: SystemTime) -> Result<bool, StoreError> {
        self.0.is_revoked(session, now)
    }

    fn generation(&self, user: Mark, now: SystemTime) -> Result<Generation, StoreError> {
        self.0.generation(user, now)
    }

    fn passkeys(&self, user: Mark) -> StoreFuture<'_, Option<Vec<Mark>>> {
        self.0.passkeys(user)
    }

    fn add_passkeys(&self, user: Mark, passkeys: Vec<Mark>) -> StoreFuture<'_, ()> {
        self.0.add_passkeys(user, passkeys)
    }

    fn forget_passkey(&self, user: Mark, passkey: Mark) -> StoreFuture<'_, ()> {
        self.0.forget_passkey(user, passkey)
    }

    fn forget_passkeys(&self, user: Mark) -> StoreFuture<'_, ()> {
        self.0.forget_passkeys(user)
    }
}

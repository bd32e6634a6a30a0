//! What ends: sessions, users' sessions, passkeys, each in the room that it has.

use std::{sync::atomic::Ordering, time::SystemTime};

use super::{
    store::{SingleProcess, micros},
    users::Users,
};
use crate::rules::store::{Mark, Revocation, StoreError, all_are_over, minutes::minute_after};

/// There is no room for another user who signs out everywhere.
pub(super) struct NoRoomForUser;

impl SingleProcess {
    pub(super) fn revoke_now(
        &self,
        what: Revocation,
        until: SystemTime,
        now: SystemTime,
    ) -> Result<(), StoreError> {
        self.keep_up(now);
        let ended = match what {
            Revocation::Session { session, user } => {
                let mut users = self.rooms.lock(&user);
                self.end_session(&mut users, session, user, until, now)
            }
            Revocation::User(user) => self.end_user(&mut self.rooms.lock(&user), user, until, now),
            Revocation::Credential { credential, user } => {
                self.end_passkey(&mut self.rooms.lock(&user), credential, user, until)?;
                Ok(())
            }
        };
        self.rooms.warn_at_half(self.ended.len());
        if let Err(NoRoomForUser) = ended {
            self.start_anew(now);
        }
        Ok(())
    }

    pub(super) fn end_session(
        &self,
        users: &mut Users,
        session: Mark,
        user: Mark,
        until: SystemTime,
        now: SystemTime,
    ) -> Result<(), NoRoomForUser> {
        let sessions = self.ended.single().saturating_sub(self.rooms.passkeys());
        if sessions >= self.rooms.half() && !self.ended.is_ended(&session) {
            // Others of the user's last longer than this one.
            let until = all_are_over(now).map_or(until, |all| all.max(until));
            return self.end_user(users, user, until, now);
        }
        self.ended.end(session, until);
        Ok(())
    }

    fn end_user(
        &self,
        users: &mut Users,
        user: Mark,
        until: SystemTime,
        now: SystemTime,
    ) -> Result<(), NoRoomForUser> {
        if self.is_full_of_users() && !self.ended.knows_user(&user) {
            return Err(NoRoomForUser);
        }
        let count = self.count.fetch_add(1, Ordering::AcqRel) + 1;
        self.ended.end_user(user, count, until);
        users.sign_out(user, micros(now), minute_after(until));
        Ok(())
    }

    pub(super) fn is_full_of_users(&self) -> bool {
        self.ended.users() >= self.rooms.half().max(1)
    }

    fn end_passkey(
        &self,
        users: &mut Users,
        passkey: Mark,
        user: Mark,
        until: SystemTime,
    ) -> Result<(), StoreError> {
        if !self.ended.is_ended(&passkey) {
            if users.other_passkeys(&user, &passkey) >= self.rooms.passkeys_of_one() {
                return Err(StoreError::too_many());
            }
            if self.rooms.passkeys() >= self.rooms.half() {
                return Err(StoreError::full());
            }
        }
        if users.end_passkey(user, passkey, minute_after(until)) {
            self.rooms.add_passkey();
        }
        self.ended.end(passkey, until);
        Ok(())
    }
}

use std::collections::HashMap;

use super::super::{
    Mark,
    revocations::{Hasher, Table, join, split},
};

/// What is known of some of the users beside what has ended: when they signed out everywhere, and how often they did
/// what nobody may do without end.
pub(super) struct Users {
    hasher: Hasher,
    /// In microseconds since 1970.
    signed_out_at: Table<[u32; 2]>,
    passkeys: HashMap<Mark, Vec<EndedPasskey>>,
    sign_ins: HashMap<Mark, SignIns>,
}

struct EndedPasskey {
    passkey: Mark,
    until: u32,
}

struct SignIns {
    since: u32,
    count: usize,
}

impl Users {
    /// In so many minutes one user's sign-ins are counted.
    const TOGETHER: u32 = 10;

    pub(super) fn new() -> Self {
        let hasher = Hasher::random();
        Self { hasher, signed_out_at: Table::new(hasher), passkeys: HashMap::new(), sign_ins: HashMap::new() }
    }

    pub(super) fn sign_out(&mut self, user: Mark, at: u64, until: u32) {
        let later = |before| split(join(before).max(at));
        self.signed_out_at.note(self.hasher.hash(&user), user, until, split(at), later);
    }

    /// When the user last signed out everywhere.
    pub(super) fn signed_out_at(&self, user: &Mark) -> Option<u64> {
        self.signed_out_at.get(self.hasher.hash(user), user).map(join)
    }

    /// How many of the user's passkeys have ended, this one not counted.
    pub(super) fn other_passkeys(&self, user: &Mark, passkey: &Mark) -> usize {
        let ended = self.passkeys.get(user).map(Vec::as_slice).unwrap_or_default();
        ended.iter().filter(|ended| ended.passkey != *passkey).count()
    }

    /// True: it had not ended before.
    pub(super) fn end_passkey(&mut self, user: Mark, passkey: Mark, until: u32) -> bool {
        let ended = self.passkeys.entry(user).or_default();
        if let Some(ended) = ended.iter_mut().find(|ended| ended.passkey == passkey) {
            ended.until = ended.until.max(until);
            return false;
        }
        ended.push(EndedPasskey { passkey, until });
        true
    }

    /// How often the user has signed in lately, this time counted.
    pub(super) fn sign_in(&mut self, user: Mark, minute: u32) -> usize {
        let sign_ins = self.sign_ins.entry(user).or_insert(SignIns { since: minute, count: 0 });
        if minute.abs_diff(sign_ins.since) > Self::TOGETHER {
            *sign_ins = SignIns { since: minute, count: 0 };
        }
        sign_ins.count += 1;
        sign_ins.count
    }

    /// Forgets what ended before a minute, and answers how many passkeys it forgot.
    pub(super) fn forget_before(&mut self, minute: u32) -> usize {
        self.signed_out_at.forget_before(minute);
        self.sign_ins.retain(|_, sign_ins| sign_ins.since >= minute);
        let count =
            |passkeys: &HashMap<Mark, Vec<EndedPasskey>>| passkeys.values().map(Vec::len).sum::<usize>();
        let before = count(&self.passkeys);
        self.passkeys.retain(|_, ended| {
            ended.retain(|ended| ended.until >= minute);
            !ended.is_empty()
        });
        if self.passkeys.capacity() / 4 > self.passkeys.len() {
            self.passkeys.shrink_to_fit();
        }
        before - count(&self.passkeys)
    }

    pub(super) fn forget_sign_outs(&mut self) {
        self.signed_out_at.clear();
    }
}

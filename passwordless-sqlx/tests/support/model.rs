//! Random histories of two processes, against a model that knows nothing of tables.

use std::{collections::HashSet, time::SystemTime};

use passwordless::{
    Store,
    store::{Mark, Revocation, SessionMarks},
};
use passwordless_sqlx::SqlStore;

use super::marks::{is_revoked, mark, sign_in, tomorrow};

const USERS: usize = 3;
const STEPS: usize = 120;

/// What should be true of a session.
struct Expected {
    session: SessionMarks,
    user: usize,
    ended: bool,
}

/// Runs one history. `open` opens another store over the same database, which hears of others when it is told to.
pub(crate) async fn history(seed: u64, open: impl AsyncFn() -> SqlStore) {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let users: [Mark; USERS] = std::array::from_fn(|_| mark());
    let mut stores = [open().await, open().await];
    let mut sessions: Vec<Expected> = Vec::new();
    let mut single = [const { Vec::<usize>::new() }; USERS];
    let mut told: [HashSet<usize>; 2] = Default::default();
    for step in 0..STEPS {
        let (store, user) = (random.below(2), random.below(USERS));
        match random.below(12) {
            0..=4 => {
                let session = sign_in(&stores[store], users[user]).await;
                sessions.push(Expected { session, user, ended: false });
            }
            5..=7 if !sessions.is_empty() => {
                let ended = random.below(sessions.len());
                let (what, user) = (sessions[ended].session, sessions[ended].user);
                let end = match what.credential {
                    Some(credential) if random.below(4) == 0 => {
                        Revocation::Credential { credential, user: what.user }
                    }
                    _ => Revocation::Session { session: what.session, user: what.user },
                };
                stores[store].revoke(end, tomorrow(), SystemTime::now()).await.unwrap();
                sessions[ended].ended = true;
                told[store].insert(ended);
                single[user].push(ended);
            }
            8 if random.below(4) == 0 => {
                stores[store]
                    .revoke(Revocation::User(users[user]), tomorrow(), SystemTime::now())
                    .await
                    .unwrap();
                for (index, session) in
                    sessions.iter_mut().enumerate().filter(|(_, session)| session.user == user)
                {
                    session.ended = true;
                    told[store].insert(index);
                }
            }
            9 => {
                stores[store].refresh().await.unwrap();
                told[store] = (0..sessions.len()).filter(|&index| sessions[index].ended).collect();
            }
            10 => {
                stores[store] = open().await;
                told[store] = (0..sessions.len()).filter(|&index| sessions[index].ended).collect();
            }
            _ => stores[store].sweep().await.unwrap(),
        }
        for (store, told) in stores.iter().zip(&told) {
            for (index, expected) in sessions.iter().enumerate() {
                let is_revoked = is_revoked(store, &expected.session);
                // Fewer than 33 sign-outs of a user here, so nothing may be collapsed.
                assert!(!is_revoked || expected.ended, "seed {seed}, step {step}: session {index} is dead");
                assert!(
                    is_revoked || !told.contains(&index),
                    "seed {seed}, step {step}: session {index} is alive"
                );
            }
        }
        if single.iter().any(|single| single.len() > 30) {
            break;
        }
    }
}

/// Xorshift: the same history for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

//! What a state is made of. Times are ticks; there is one user, whose marks need no name.

use std::collections::BTreeMap;

pub(crate) const DEADLINE: i8 = 1;
pub(crate) const OVERLAP: i8 = 2;
pub(crate) const STALE: i8 = 2;
/// How long a session lives, and how much later than it ends it is forgotten in memory, and in the database.
pub(crate) const LIFE: i8 = 4;
pub(crate) const LAG: i8 = 1;
pub(crate) const KEPT: i8 = 2;
pub(crate) const AHEAD: i8 = 10;
/// Single sessions of the user that are remembered as such.
pub(crate) const SINGLE: usize = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum What {
    User,
    Session(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) stamp: i8,
    pub(crate) until: i8,
    pub(crate) generation: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Database {
    pub(crate) store: u8,
    pub(crate) rows: BTreeMap<What, Row>,
    /// Tokens, each by the session that it opens.
    pub(crate) spent: Vec<usize>,
    pub(crate) revoked_until: i8,
    /// Tokens that were made earlier are refused.
    pub(crate) since: i8,
}

/// A statement that has started and has not committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Writing {
    pub(crate) what: What,
    /// The session that was to be ended.
    pub(crate) asked: Option<usize>,
    pub(crate) stamp: i8,
    pub(crate) started: i8,
    /// How many sessions there were.
    pub(crate) sessions: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    /// By the database's clock, and by a clock that is right.
    pub(crate) at: i8,
    pub(crate) began: i8,
    pub(crate) store: u8,
    pub(crate) since: i8,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Process {
    pub(crate) known: BTreeMap<What, Row>,
    pub(crate) store: u8,
    /// The last look that was finished.
    pub(crate) heard: Option<Look>,
    pub(crate) looking: Option<Look>,
    pub(crate) writing: Option<Writing>,
    /// A sign-in whose token was spent, and the session that it replaces.
    pub(crate) opening: Option<(usize, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Session {
    pub(crate) store: u8,
    pub(crate) generation: u8,
    /// When its token was made.
    pub(crate) minted: i8,
    pub(crate) expires: i8,
    /// Somebody ended all of the user's while it was opened, so it may be either.
    pub(crate) is_disputed: bool,
    /// When somebody was told that it has ended, by a clock that is right.
    pub(crate) ended: Option<i8>,
    /// How often its token counted.
    pub(crate) opened: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State {
    /// By a clock that is right.
    pub(crate) now: i8,
    /// How far the clocks of the machines are ahead of it.
    pub(crate) skew: i8,
    pub(crate) stores: u8,
    pub(crate) database: Database,
    pub(crate) backup: Option<Database>,
    pub(crate) processes: Vec<Process>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) ends: usize,
    pub(crate) crashes: usize,
    pub(crate) jumps: usize,
    pub(crate) backups: usize,
    pub(crate) was_dead_on_arrival: bool,
    pub(crate) did_a_generation_fall: bool,
}

impl Database {
    pub(crate) fn new(store: u8, since: i8) -> Self {
        Self { store, rows: BTreeMap::new(), spent: Vec::new(), revoked_until: i8::MIN, since }
    }

    pub(crate) fn generation(&self) -> u8 {
        self.rows.get(&What::User).map_or(0, |row| row.generation)
    }

    pub(crate) fn single(&self) -> usize {
        self.rows.keys().filter(|what| **what != What::User).count()
    }
}

impl Process {
    /// Nothing is taken back, in whatever order it is heard.
    pub(crate) fn note(&mut self, what: What, row: Row) {
        let known = self.known.entry(what).or_insert(row);
        known.generation = known.generation.max(row.generation);
        known.until = known.until.max(row.until);
    }

    pub(crate) fn is_fresh(&self, clock: i8) -> bool {
        self.heard.is_some_and(|heard| clock.abs_diff(heard.at) <= STALE.unsigned_abs())
    }
}

impl State {
    pub(crate) fn clock(&self) -> i8 {
        self.now + self.skew
    }
}

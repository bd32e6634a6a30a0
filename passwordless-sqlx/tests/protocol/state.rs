//! What a state is made of. Times are ticks; there is one user with one passkey, whose marks need no name.

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum What {
    User,
    Session(usize),
    Passkey,
}

impl What {
    /// Whether it ends sessions of which nobody said which they are.
    pub(crate) fn is_of_many(self) -> bool {
        !matches!(self, Self::Session(_))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) stamp: i8,
    /// The transaction that wrote it last.
    pub(crate) turn: u8,
    pub(crate) until: i8,
    pub(crate) generation: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Database {
    pub(crate) store: u8,
    pub(crate) rows: BTreeMap<What, Row>,
    /// Tokens, each by the session that it opens.
    pub(crate) spent: Vec<usize>,
    pub(crate) revoked_until: i8,
    /// Tokens that were made earlier are refused.
    pub(crate) since: i8,
    /// The number of the next transaction that writes.
    pub(crate) next: u8,
}

/// Which transactions a snapshot shows, by the bits of their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Seen(pub(crate) u32);

impl Seen {
    pub(crate) fn has(self, turn: u8) -> bool {
        self.0 & 1 << turn != 0
    }
}

/// Which rows a look reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Which {
    All,
    Unseen(Seen),
    Since(i8),
}

/// A statement that has started and has not committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Writing {
    pub(crate) what: What,
    /// The session that was to be ended.
    pub(crate) asked: Option<usize>,
    pub(crate) stamp: i8,
    pub(crate) turn: u8,
    pub(crate) started: i8,
    /// How many sessions there were.
    pub(crate) sessions: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Look {
    /// By the database's clock, and by a clock that is right.
    pub(crate) at: i8,
    pub(crate) began: i8,
    pub(crate) store: u8,
    pub(crate) which: Which,
    pub(crate) seen: Seen,
    /// Whether the process still has the connection.
    pub(crate) is_connected: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    pub(crate) deletions: usize,
    pub(crate) crashes: usize,
    pub(crate) jumps: usize,
    pub(crate) backups: usize,
    pub(crate) connections: usize,
    pub(crate) falls: usize,
    pub(crate) was_dead_on_arrival: bool,
    pub(crate) did_a_generation_fall: bool,
    /// Somebody was told that the passkey has ended, and the store has it by its end.
    pub(crate) is_passkey_ended: bool,
    pub(crate) did_an_ended_passkey_open: bool,
}

impl State {
    /// Numbers transactions anew by what they write, since nothing else counts: fewer states are to be explored. For the
    /// same reason what is known counts as seen.
    ///
    /// One number more stands for those of transactions that wrote nothing: a server that has crashed, as `has_fallen`
    /// says, gives it again.
    pub(crate) fn renumber(&mut self, has_fallen: bool) {
        let rows = self.database.rows.iter().map(|(what, row)| (row.turn, Some((*what, *row))));
        let writing = self.processes.iter().filter_map(|process| process.writing);
        let turns: Vec<_> = rows.chain(writing.map(|writing| (writing.turn, None))).collect();
        let written = turns.iter().fold(0, |bits, (turn, _)| bits | 1 << turn);
        for process in &mut self.processes {
            let known = process.known.clone();
            let is_known = |(what, row): (What, Row)| {
                known
                    .get(&what)
                    .is_some_and(|known| known.generation >= row.generation && known.until >= row.until)
            };
            let anew = |seen: &mut Seen| {
                let shown = turns.iter().map(|(turn, row)| seen.has(*turn) || row.is_some_and(is_known));
                let shown = shown.chain([seen.0 & !written != 0]).enumerate();
                *seen = Seen(shown.fold(0, |bits, (place, is_shown)| bits | u32::from(is_shown) << place));
            };
            for look in process.heard.iter_mut().chain(&mut process.looking) {
                anew(&mut look.seen);
                if let Which::Unseen(seen) = &mut look.which {
                    anew(seen);
                }
            }
        }
        let rows = self.database.rows.values_mut().map(|row| &mut row.turn);
        let writing = self.processes.iter_mut().filter_map(|process| process.writing.as_mut());
        for (turn, place) in rows.chain(writing.map(|writing| &mut writing.turn)).zip(0..) {
            *turn = place;
        }
        self.database.next = turns.len() as u8 + u8::from(!has_fallen);
    }
}

impl Database {
    pub(crate) fn new(store: u8, since: i8) -> Self {
        Self { store, rows: BTreeMap::new(), spent: Vec::new(), revoked_until: i8::MIN, since, next: 0 }
    }

    /// The number of a transaction that begins to write.
    pub(crate) fn turn(&mut self) -> u8 {
        self.next += 1;
        self.next - 1
    }

    pub(crate) fn generation(&self) -> u8 {
        self.rows.get(&What::User).map_or(0, |row| row.generation)
    }

    pub(crate) fn single(&self) -> usize {
        self.rows.keys().filter(|what| matches!(what, What::Session(_))).count()
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

    pub(crate) fn seen(&self) -> Seen {
        let writing = self.processes.iter().filter_map(|process| process.writing);
        let open = writing.fold(0, |open, writing| open | 1 << writing.turn);
        Seen(((1 << self.database.next) - 1) & !open)
    }
}

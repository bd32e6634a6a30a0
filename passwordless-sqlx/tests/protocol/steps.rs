//! What each step does to a state.

use std::mem;

use super::{
    model::{Fault, Protocol, Step},
    state::{
        AHEAD, DEADLINE, Database, KEPT, LAG, LIFE, Look, OVERLAP, Process, Row, SINGLE, Seen, Session,
        State, What, Which, Writing,
    },
};

impl Protocol {
    pub(crate) fn take(&self, state: &mut State, step: Step) {
        match step {
            Step::Tick => state.now += 1,
            Step::SignIn { process, over } => self.sign_in(state, process, over),
            Step::Replay { process, session } => self.spend(state, process, session),
            Step::HandOut { process } => self.hand_out(state, process),
            Step::StartEnd { process, what } => start_end(state, process, what),
            Step::Commit { process } => self.commit(state, process),
            Step::StartLook { process } => self.start_look(state, process),
            Step::FinishLook { process } => finish_look(state, process),
            Step::Sweep { process } => self.sweep(state, process),
            Step::Crash { process } => {
                state.processes[process] = Process::default();
                state.crashes += 1;
            }
            Step::Reconnect { process } => {
                disconnect(&mut state.processes[process]);
                state.connections += 1;
            }
            Step::Fall => fall(state),
            Step::ChangeStore => {
                state.stores += 1;
                state.database = Database::new(state.stores, state.clock());
                restart(state);
            }
            Step::BackUp => {
                state.backup = Some(state.database.clone());
                state.backups += 1;
            }
            Step::Restore => {
                state.database = state.backup.take().unwrap_or_else(|| state.database.clone());
                if !self.has(Fault::BackupsAreNotRenewed) {
                    renew(state);
                }
                restart(state);
            }
            Step::GoAhead => {
                state.skew = AHEAD;
                state.jumps += 1;
            }
            Step::GoRight => state.skew = 0,
        }
    }

    fn sign_in(&self, state: &mut State, process: usize, over: Option<usize>) {
        // The token was made in this tick, so one in which the user signed out everywhere was perhaps before it.
        let signed_out = state.database.rows.get(&What::User).map(|row| row.stamp);
        let is_deleted = state.database.rows.contains_key(&What::Passkey);
        if state.clock() <= signed_out.unwrap_or(i8::MIN).max(state.database.since) || is_deleted {
            return;
        }
        state.did_an_ended_passkey_open |= state.is_passkey_ended;
        let id = state.sessions.len();
        let is_disputed = state
            .processes
            .iter()
            .any(|other| other.writing.is_some_and(|writing| writing.what.is_of_many()));
        state.sessions.push(Session {
            store: state.processes[process].store,
            generation: state.database.generation(),
            minted: state.clock(),
            expires: state.clock() + LIFE,
            is_disputed,
            ended: None,
            opened: 0,
        });
        self.spend(state, process, id);
        match over {
            Some(over) => state.processes[process].opening = Some((id, over)),
            None => self.arrive(state, process, id),
        }
    }

    fn spend(&self, state: &mut State, process: usize, session: usize) {
        let knows = self.has(Fault::TokensAreSpentInMemory) && state.processes[process].heard.is_some();
        let is_late =
            state.sessions[session].minted <= state.database.since && !self.has(Fault::TokensOfAnyTime);
        if !is_late && !state.database.spent.contains(&session) || knows {
            state.sessions[session].opened = (state.sessions[session].opened + 1).min(2);
            state.database.spent.push(session);
            state.database.spent.dedup();
        }
    }

    fn hand_out(&self, state: &mut State, process: usize) {
        let Some((id, over)) = state.processes[process].opening.take() else { return };
        let what = match state.database.single() >= SINGLE && self.has(Fault::ReplacedSessionsCollapse) {
            true => What::User,
            false => What::Session(over),
        };
        let turn = state.database.turn();
        let row = self.write(state, what, state.clock(), turn);
        state.processes[process].note(what, row);
        let now = state.now;
        state.sessions[over].ended.get_or_insert(now);
        self.arrive(state, process, id);
    }

    fn arrive(&self, state: &mut State, process: usize, id: usize) {
        let session = state.sessions[id];
        let is_let_in = self.lets_in(state, &state.processes[process], id);
        let may_be_out =
            session.is_disputed || session.ended.is_some() || session.store != state.database.store;
        let is_fresh = state.processes[process].is_fresh(state.clock());
        state.was_dead_on_arrival |= is_fresh && !is_let_in && !may_be_out;
    }

    fn commit(&self, state: &mut State, process: usize) {
        let Some(writing) = state.processes[process].writing.take() else { return };
        let row = self.write(state, writing.what, writing.stamp, writing.turn);
        let is_in_time = state.now - writing.started <= DEADLINE;
        if !is_in_time {
            return;
        }
        state.processes[process].note(writing.what, row);
        state.is_passkey_ended |= writing.what == What::Passkey;
        let now = state.now;
        for (id, session) in state.sessions.iter_mut().enumerate() {
            // A passkey's end takes along what it opened meanwhile.
            let is_before = id < writing.sessions || writing.what == What::Passkey;
            let is_meant = writing.asked.map_or(is_before, |asked| asked == id);
            if is_meant && session.store == state.database.store {
                session.ended.get_or_insert(now);
            }
        }
    }

    fn start_look(&self, state: &mut State, process: usize) {
        if state.clock() < state.database.revoked_until && !self.has(Fault::SweepsAreForgotten) {
            renew(state);
        }
        let (at, store) = (state.clock(), state.database.store);
        let of = &state.processes[process];
        let overlap = if self.has(Fault::WindowsDoNotOverlap) { 0 } else { OVERLAP };
        let is_continued = |last: &Look| of.is_fresh(at) && of.store == store && at >= last.at;
        let mut seen = state.seen();
        if self.has(Fault::LooksGoOnFromTheLatest) {
            seen = Seen((1 << state.database.next) - 1);
        }
        let which = of.heard.filter(is_continued).map_or(Which::All, |last| {
            match last.is_connected || self.has(Fault::TurnsAreTrustedAfterACrash) {
                true => Which::Unseen(last.seen),
                false => Which::Since(last.at - overlap),
            }
        });
        let look = Look { at, began: state.now, store, which, seen, is_connected: true };
        state.processes[process].looking = Some(look);
    }

    /// As the statements do: each end counts up what it finds.
    fn write(&self, state: &mut State, what: What, stamp: i8, turn: u8) -> Row {
        let (generation, until) = (state.database.generation(), state.clock() + LIFE);
        let counted = if what == What::User { generation + 1 } else { generation };
        let row = state.database.rows.entry(what).or_insert(Row { stamp, turn, until, generation: counted });
        row.generation = row.generation.max(counted);
        row.until = row.until.max(until);
        row.turn = turn;
        row.stamp = if what == What::User { row.stamp.max(stamp) } else { stamp };
        let row = *row;
        if what == What::User {
            let is_collapsed = |of: &What, single: &Row| {
                let is_kept = *of == What::Passkey && !self.has(Fault::CollapsesTakePasskeys);
                *of != What::User
                    && !is_kept
                    && single.generation < row.generation
                    && single.until <= row.until
            };
            state.database.rows.retain(|of, single| !is_collapsed(of, single));
        }
        row
    }

    fn sweep(&self, state: &mut State, process: usize) {
        let clock = state.clock();
        state.processes[process].known.retain(|what, row| *what == What::User || row.until >= clock - LAG);
        let ended = |row: &&Row| row.until <= clock - KEPT;
        let forgotten = state.database.rows.values().filter(ended).map(|row| row.until).max();
        state.database.revoked_until =
            forgotten.map_or(state.database.revoked_until, |until| until.max(state.database.revoked_until));
        // The greatest generation stays, and here is one user only.
        let stays = |what: &What| *what == What::User && !self.has(Fault::GenerationsAreSwept);
        state.database.rows.retain(|what, row| stays(what) || row.until > clock - KEPT);
    }
}

fn start_end(state: &mut State, process: usize, what: What) {
    let asked = match what {
        What::Session(id) => Some(id),
        What::User | What::Passkey => None,
    };
    match what {
        What::Passkey => state.deletions += 1,
        What::User | What::Session(_) => state.ends += 1,
    }
    let has_room = state.database.single() < SINGLE || state.database.rows.contains_key(&what);
    let what = if asked.is_none() || has_room { what } else { What::User };
    let (stamp, started, sessions) = (state.clock(), state.now, state.sessions.len());
    let turn = state.database.turn();
    state.processes[process].writing = Some(Writing { what, asked, stamp, turn, started, sessions });
    if what.is_of_many() {
        let opening = state.processes.iter().filter_map(|process| process.opening);
        for (id, _) in opening.collect::<Vec<_>>() {
            state.sessions[id].is_disputed = true;
        }
    }
}

fn finish_look(state: &mut State, process: usize) {
    let of = &mut state.processes[process];
    let Some(look) = mem::take(&mut of.looking) else { return };
    let is_read = |row: &Row| match look.which {
        Which::All => true,
        Which::Unseen(seen) => !seen.has(row.turn),
        Which::Since(time) => row.stamp >= time,
    };
    for (what, row) in state.database.rows.iter().filter(|(_, row)| is_read(row)) {
        of.note(*what, *row);
    }
    of.store = look.store;
    of.heard = Some(Look { which: Which::All, ..look });
}

/// The database's server crashes. What was not committed is lost, and its numbers are given again.
fn fall(state: &mut State) {
    state.falls += 1;
    for process in &mut state.processes {
        disconnect(process);
        process.looking = None;
        process.writing = None;
    }
}

fn disconnect(process: &mut Process) {
    if let Some(heard) = &mut process.heard {
        heard.is_connected = false;
    }
}

fn renew(state: &mut State) {
    state.stores += 1;
    state.database.store = state.stores;
    state.database.revoked_until = i8::MIN;
    state.database.since = state.clock();
}

fn restart(state: &mut State) {
    let processes = state.processes.len();
    state.processes = vec![Process::default(); processes];
}

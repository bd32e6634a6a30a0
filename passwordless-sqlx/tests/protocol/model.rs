//! What may happen, how much of it, and what must hold.

use stateright::{Model, Property};

use super::state::{Database, Process, State, What};

/// How much happens at most.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bounds {
    pub(crate) processes: usize,
    pub(crate) sessions: usize,
    pub(crate) ends: usize,
    /// Ends of the passkey.
    pub(crate) deletions: usize,
    pub(crate) ticks: i8,
    pub(crate) crashes: usize,
    /// Changes to an empty database.
    pub(crate) stores: u8,
    pub(crate) backups: usize,
    /// Clocks that go ahead, and right again.
    pub(crate) jumps: usize,
    /// Connections that are made anew.
    pub(crate) connections: usize,
    /// Crashes of the database's server.
    pub(crate) falls: usize,
}

/// A part of the protocol that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    WindowsDoNotOverlap,
    LooksGoOnFromTheLatest,
    TurnsAreTrustedAfterACrash,
    SessionsOfAnyStore,
    BackupsAreNotRenewed,
    SweepsAreForgotten,
    ReplacedSessionsCollapse,
    CollapsesTakePasskeys,
    GenerationsAreSwept,
    TokensOfAnyTime,
    TokensAreSpentInMemory,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Tick,
    SignIn {
        process: usize,
        over: Option<usize>,
    },
    /// A token that opened this session is shown again.
    Replay {
        process: usize,
        session: usize,
    },
    /// The session signed over is ended, and the new one is handed out.
    HandOut {
        process: usize,
    },
    StartEnd {
        process: usize,
        what: What,
    },
    Commit {
        process: usize,
    },
    StartLook {
        process: usize,
    },
    FinishLook {
        process: usize,
    },
    Sweep {
        process: usize,
    },
    Crash {
        process: usize,
    },
    Reconnect {
        process: usize,
    },
    Fall,
    ChangeStore,
    BackUp,
    Restore,
    GoAhead,
    GoRight,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Protocol {
    pub(crate) bounds: Bounds,
    pub(crate) fault: Option<Fault>,
}

impl Bounds {
    pub(crate) fn model(self, fault: Option<Fault>) -> Protocol {
        Protocol { bounds: self, fault }
    }
}

impl Protocol {
    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    pub(crate) fn lets_in(&self, state: &State, process: &Process, session: usize) -> bool {
        let of = &state.sessions[session];
        let is_ours = of.store == process.store || self.has(Fault::SessionsOfAnyStore);
        process.is_fresh(state.clock())
            && state.clock() < of.expires
            && is_ours
            && !process.known.contains_key(&What::Session(session))
            && !process.known.contains_key(&What::Passkey)
            && process.known.get(&What::User).is_none_or(|row| of.generation >= row.generation)
    }
}

impl Model for Protocol {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            now: 0,
            skew: 0,
            stores: 1,
            database: Database::new(1, i8::MIN),
            backup: None,
            processes: vec![Process::default(); self.bounds.processes],
            sessions: Vec::new(),
            ends: 0,
            deletions: 0,
            crashes: 0,
            jumps: 0,
            backups: 0,
            connections: 0,
            falls: 0,
            was_dead_on_arrival: false,
            did_a_generation_fall: false,
            is_passkey_ended: false,
            did_an_ended_passkey_open: false,
        }]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        let Bounds { sessions, ends, deletions, ticks, crashes, stores, .. } = self.bounds;
        let Bounds { backups, jumps, connections, falls, .. } = self.bounds;
        for (index, process) in state.processes.iter().enumerate() {
            let is_idle = process.writing.is_none() && process.opening.is_none();
            let is_fresh = process.is_fresh(state.clock());
            if is_idle && is_fresh {
                if state.sessions.len() < sessions {
                    steps.push(Step::SignIn { process: index, over: None });
                    let last = state.sessions.len().checked_sub(1);
                    let over = last.filter(|&last| self.lets_in(state, process, last));
                    steps.extend(over.map(|over| Step::SignIn { process: index, over: Some(over) }));
                }
                let replays = 0..state.sessions.len().min(1);
                steps.extend(replays.map(|session| Step::Replay { process: index, session }));
                if state.ends < ends {
                    let session = state.sessions.len().checked_sub(1);
                    let session = session.filter(|&session| self.lets_in(state, process, session));
                    steps
                        .extend(session.map(|id| Step::StartEnd { process: index, what: What::Session(id) }));
                    steps.push(Step::StartEnd { process: index, what: What::User });
                }
                if state.deletions < deletions {
                    steps.push(Step::StartEnd { process: index, what: What::Passkey });
                }
            }
            if process.opening.is_some() {
                steps.push(Step::HandOut { process: index });
            }
            if process.writing.is_some() {
                steps.push(Step::Commit { process: index });
            }
            steps.push(match process.looking {
                None => Step::StartLook { process: index },
                Some(_) => Step::FinishLook { process: index },
            });
            if is_fresh && jumps > 0 {
                steps.push(Step::Sweep { process: index });
            }
            // What is wanted of a process that crashes before the database does is what it left behind.
            if state.crashes < crashes && (falls == 0 || process.writing.is_some()) {
                steps.push(Step::Crash { process: index });
            }
            if state.connections < connections && process.looking.is_none() {
                steps.push(Step::Reconnect { process: index });
            }
        }
        let may = [
            (state.now < ticks, Step::Tick),
            (state.stores - 1 < stores, Step::ChangeStore),
            (state.backups < backups && state.backup.is_none(), Step::BackUp),
            (state.backup.is_some(), Step::Restore),
            (state.jumps < jumps && state.skew == 0, Step::GoAhead),
            (state.skew != 0, Step::GoRight),
            (state.falls < falls && state.crashes == crashes, Step::Fall),
        ];
        steps.extend(may.into_iter().filter(|(may, _)| *may).map(|(_, step)| step));
    }

    fn next_state(&self, before: &State, step: Step) -> Option<State> {
        let mut state = before.clone();
        let generation = before.database.generation();
        self.take(&mut state, step);
        let has_fallen = state.falls > 0;
        state.renumber(has_fallen);
        let is_same_data = !matches!(step, Step::ChangeStore | Step::Restore);
        // Where its end is over, known passkeys refuse it.
        let is_remembered =
            !matches!(step, Step::Sweep { .. }) || state.database.rows.contains_key(&What::Passkey);
        state.is_passkey_ended &= is_same_data && is_remembered;
        state.did_a_generation_fall |= is_same_data && state.database.generation() < generation;
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("a token counts once", |_, state: &State| {
                state.sessions.iter().all(|session| session.opened <= 1)
            }),
            // "Since": a look that began in a later tick than the one in which somebody was told so.
            Property::always("who is ended stays out", |model: &Self, state: &State| {
                let heard_since =
                    |process: &Process, ended: i8| process.heard.is_some_and(|heard| heard.began > ended);
                state.sessions.iter().enumerate().all(|(id, session)| {
                    session.ended.is_none_or(|ended| {
                        let processes = state.processes.iter();
                        let mut heard = processes.filter(|process| heard_since(process, ended));
                        heard.all(|process| !model.lets_in(state, process, id))
                    })
                })
            }),
            Property::always("nobody is dead on arrival", |_, state: &State| !state.was_dead_on_arrival),
            Property::always("an ended passkey opens nothing", |_, state: &State| {
                !state.did_an_ended_passkey_open
            }),
            Property::always("a generation never falls", |_, state: &State| !state.did_a_generation_fall),
        ]
    }
}

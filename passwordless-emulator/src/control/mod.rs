//! Controls: what a test does to the emulator that nobody can do to the service.
//!
//! By Rust on [`Emulator`](crate::Emulator), and by HTTP under [`CONTROL_PREFIX`](crate::CONTROL_PREFIX).

mod api;
mod error;
mod fault;
mod guard;
mod http;
mod link;
mod request_log;
mod seed;
mod shown;
mod snapshot;
mod wait;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use error::ControlError;
pub(crate) use fault::Effect;
pub use fault::Fault;
pub(crate) use http::{answer, owns};
pub use link::MagicLink;
pub use request_log::LoggedRequest;
pub(crate) use request_log::RequestLog;
pub use seed::{SeedPasskey, SeedUser, SeededPasskey};
pub use snapshot::Snapshot;

use crate::App;
use crate::clock::Moment;
use crate::state::{Changes, State};

/// What the controls remember beside the state.
#[derive(Debug, Default)]
pub(crate) struct Controls {
    faults: Mutex<Vec<Fault>>,
    log: Mutex<RequestLog>,
    snapshots: Mutex<HashMap<String, Snapshot>>,
    /// The configured applications, with their keys.
    apps: Vec<App>,
}

impl Controls {
    pub(crate) fn new(apps: Vec<App>) -> Self {
        Self { apps, ..Self::default() }
    }

    /// What goes wrong with this call, if anything is to; it is used up by one.
    pub(crate) fn take_fault(&self, path: &str) -> Option<Effect> {
        let mut faults = lock(&self.faults);
        let place = faults.iter().position(|fault| fault.is_for(path))?;
        let effect = faults.get_mut(place)?.strike();
        faults.retain(|fault| !fault.is_spent());
        Some(effect)
    }

    pub(crate) fn record(&self, request: LoggedRequest) {
        lock(&self.log).push(request);
    }

    /// The state of an emulator that has just started without a data file.
    fn initial(&self, now: Moment) -> State {
        let mut state = State::default();
        for app in &self.apps {
            state.configure(app, now, &mut Changes::ignored());
        }
        state
    }

    /// The first configured application.
    fn first_app(&self) -> &str {
        self.apps.first().map_or("", App::name)
    }
}

/// A panic elsewhere leaves what is behind these locks whole: every change of it is one call.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

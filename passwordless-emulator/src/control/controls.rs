//! What the controls remember beside the state.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    fault::{Effect, Fault},
    reach::Reach,
    request_log::{LoggedRequest, RequestLog},
    snapshot::Snapshot,
};
use crate::{
    app::App,
    clock::Moment,
    state::{Changes, State},
};

/// What the controls remember beside the state.
#[derive(Debug, Default)]
pub(crate) struct Controls {
    pub(crate) faults: Mutex<Vec<Fault>>,
    pub(crate) log: Mutex<RequestLog>,
    pub(crate) snapshots: Mutex<HashMap<String, Snapshot>>,
    /// The configured applications, with their keys.
    apps: Vec<App>,
    pub(crate) reach: Reach,
}

impl Controls {
    pub(crate) fn new(apps: Vec<App>, reach: Reach) -> Self {
        Self { apps, reach, ..Self::default() }
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
    pub(crate) fn initial(&self, now: Moment) -> State {
        let mut state = State::default();
        for app in &self.apps {
            state.configure(app, now, &mut Changes::ignored());
        }
        state
    }

    /// The first configured application.
    pub(crate) fn first_app(&self) -> &str {
        self.apps.first().map_or("", App::name)
    }
}

/// A panic elsewhere leaves what is behind these locks whole: every change of it is one call.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The state behind its lock, and the file behind the state.

mod controls;

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

#[cfg(feature = "file")]
use crate::file::Journal;
use crate::{
    answer::Problem,
    app::App,
    clock::{Clock, Moment},
    control::{Controls, Reach},
    state::{Changes, State},
};

/// The management key of the vendor's Development server, which everybody knows.
const MANAGEMENT_KEY: &str = "shared_dev_key";

/// Everything that requests share.
pub(crate) struct Vault {
    state: Mutex<State>,
    management_key: String,
    pub(crate) clock: Clock,
    pub(crate) controls: Controls,
    #[cfg(feature = "file")]
    journal: Option<Journal>,
}

impl Vault {
    /// Keeps the state in memory only.
    pub(crate) fn in_memory(state: State) -> Self {
        Self {
            state: Mutex::new(state),
            management_key: MANAGEMENT_KEY.to_owned(),
            clock: Clock::default(),
            controls: Controls::default(),
            #[cfg(feature = "file")]
            journal: None,
        }
    }

    /// Keeps the state in memory, and every change of it in a file.
    #[cfg(feature = "file")]
    pub(crate) fn in_file(state: State, journal: Journal) -> Self {
        Self { journal: Some(journal), ..Self::in_memory(state) }
    }

    /// Lets the holder of this key manage applications, and remembers what was configured.
    pub(crate) fn managed_by(self, key: Option<&str>, configured: Vec<App>, reach: Reach) -> Self {
        let management_key = key.map_or(self.management_key, str::to_owned);
        Self { management_key, controls: Controls::new(configured, reach), ..self }
    }

    pub(crate) fn management_key(&self) -> &str {
        &self.management_key
    }

    /// Writes what is still to be written, and closes the file.
    #[cfg(feature = "file")]
    pub(crate) async fn close(&self) {
        if let Some(journal) = &self.journal {
            journal.close().await;
        }
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Whether every change so far could be kept.
    pub(crate) fn is_healthy(&self) -> bool {
        #[cfg(feature = "file")]
        if let Some(journal) = &self.journal {
            return journal.is_healthy();
        }
        true
    }

    /// Looks at the state.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state; returns once the change would survive the process.
    ///
    /// What `change` refuses must be left unchanged by it.
    pub(crate) async fn write<T>(
        &self,
        change: impl FnOnce(&mut State, &mut Changes) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        #[cfg(feature = "file")]
        if let Some(journal) = &self.journal {
            let mut changes = Changes::kept();
            let (outcome, written) = {
                let mut state = self.lock();
                let outcome = change(&mut state, &mut changes)?;
                // Sent under the lock, so that the file sees the changes in the order of the state.
                (outcome, journal.send(changes.into_vec()))
            };
            written.kept().await?;
            return Ok(outcome);
        }
        change(&mut self.lock(), &mut Changes::ignored())
    }

    /// Changes the state at once, in memory.
    #[cfg(test)]
    pub(crate) fn edit<T>(&self, edit: impl FnOnce(&mut State) -> T) -> T {
        edit(&mut self.lock())
    }

    /// A panic elsewhere leaves the maps whole: every change of them is one call.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Never shows the management key.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("state", &self.state).finish_non_exhaustive()
    }
}

//! The controls by Rust.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::{running::Emulator, wait::wait};
use crate::{
    clock::Moment,
    control::{
        ControlError, Controls, Fault, LoggedRequest, MagicLink, SeedUser, SeededPasskey, Snapshot, lock,
    },
    state::{Application, State},
};

/// Controls for tests. They may be called inside a runtime: each returns in about the time of a request.
impl Emulator {
    /// Puts users, aliases and passkeys with chosen ids into the first application: all of them, or none.
    ///
    /// # Errors
    ///
    /// [`ControlError`] where an id is taken or not what it should be.
    pub fn seed(
        &self,
        users: impl IntoIterator<Item = SeedUser>,
    ) -> Result<Vec<SeededPasskey>, ControlError> {
        wait(self.vault().seed(None, users.into_iter().collect()))
    }

    /// Everything that the emulator remembers, keys included, as JSON for [`Emulator::import`].
    #[must_use]
    pub fn export(&self) -> String {
        self.vault().export()
    }

    /// Forgets everything and remembers what was exported.
    ///
    /// # Errors
    ///
    /// [`ControlError::Import`] where the text is no export.
    pub fn import(&self, export: &str) -> Result<(), ControlError> {
        wait(self.vault().import(export))
    }

    /// Goes back to the configured applications and nothing else: no user, no fault, no request, the system's time.
    ///
    /// # Errors
    ///
    /// [`ControlError::NotKept`] where the data file cannot be written.
    pub fn reset(&self) -> Result<(), ControlError> {
        wait(self.vault().reset())
    }

    /// Everything that the emulator remembers, to go back to.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.vault().read(State::clone))
    }

    /// Goes back to a snapshot.
    ///
    /// # Errors
    ///
    /// [`ControlError::NotKept`] where the data file cannot be written.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), ControlError> {
        wait(self.vault().replace(snapshot.0.clone().into_applications()))
    }

    /// Holds the emulator's clock at this time.
    pub fn fix_clock(&self, at: SystemTime) {
        if let Ok(at) = Timestamp::try_from(at) {
            self.vault().clock.fix(Moment::from_timestamp(at));
        }
    }

    /// Moves the emulator's clock ahead; it runs on, or stays fixed.
    pub fn move_clock(&self, by: Duration) {
        self.vault().clock.shift(i64::try_from(by.as_nanos() / 100).unwrap_or(i64::MAX));
    }

    /// Has the emulator's clock follow the system's again.
    pub fn run_clock(&self) {
        self.vault().clock.follow();
    }

    /// Has a call go wrong.
    pub fn fault(&self, fault: Fault) {
        lock(&self.controls().faults).push(fault);
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        lock(&self.controls().faults).clear();
    }

    /// The magic links that all applications sent, the oldest first.
    #[must_use]
    pub fn outbox(&self) -> Vec<MagicLink> {
        self.vault()
            .read(|state| state.applications().flat_map(Application::outbox).map(MagicLink::from).collect())
    }

    /// The last 1,000 requests, the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<LoggedRequest> {
        lock(&self.controls().log).iter().cloned().collect()
    }

    fn controls(&self) -> &Controls {
        &self.vault().controls
    }
}

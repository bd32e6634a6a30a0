//! The controls by Rust.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::wait::wait;
use super::{
    ControlError, Controls, Fault, LoggedRequest, MagicLink, SeedUser, SeededPasskey, Snapshot, lock, seed,
};
use crate::Emulator;
use crate::clock::Moment;
use crate::http::Problem;
use crate::state::{Account, Changes, Export, State, Vault};

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
        wait(self.vault().replace(snapshot.0.clone().into_accounts()))
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
        self.vault().read(|state| state.accounts().flat_map(Account::outbox).map(MagicLink::from).collect())
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

/// What both the Rust and the HTTP side do.
impl Vault {
    /// Puts users into the named application, or the first configured one.
    pub(super) async fn seed(
        &self,
        app: Option<String>,
        users: Vec<SeedUser>,
    ) -> Result<Vec<SeededPasskey>, ControlError> {
        let mut prepared = seed::prepare(users, self.now())?;
        let passkeys = std::mem::take(&mut prepared.passkeys);
        let name = app.unwrap_or_else(|| self.controls.first_app().to_owned());
        self.control(|state, changes| {
            let account = state.account_mut(&name).ok_or(ControlError::UnknownApp { name: name.clone() })?;
            prepared.put(account, changes)
        })
        .await?;
        Ok(passkeys)
    }

    pub(super) fn export(&self) -> String {
        let export = self.read(Export::of);
        // Strings, numbers and lists: there is nothing in it that JSON could not say.
        serde_json::to_string(&export).unwrap_or_default()
    }

    pub(super) async fn import(&self, export: &str) -> Result<(), ControlError> {
        let wrong = |reason: String| ControlError::Import { reason };
        let export: Export = serde_json::from_str(export).map_err(|error| wrong(error.to_string()))?;
        self.replace(export.into_accounts().map_err(|reason| wrong(reason.to_owned()))?).await
    }

    pub(super) async fn reset(&self) -> Result<(), ControlError> {
        self.clock.follow();
        lock(&self.controls.faults).clear();
        lock(&self.controls.log).clear();
        self.replace(self.controls.initial(self.now()).into_accounts()).await
    }

    pub(super) async fn replace(&self, accounts: Vec<Account>) -> Result<(), ControlError> {
        self.control(|state, changes| {
            state.replace(accounts, changes);
            Ok(())
        })
        .await
    }

    /// Changes the state and waits until the change would survive the process.
    pub(super) async fn control<T>(
        &self,
        change: impl FnOnce(&mut State, &mut Changes) -> Result<T, ControlError>,
    ) -> Result<T, ControlError> {
        let written = self.write(|state, changes| Ok::<_, Problem>(change(state, changes))).await;
        written.unwrap_or(Err(ControlError::NotKept))
    }
}

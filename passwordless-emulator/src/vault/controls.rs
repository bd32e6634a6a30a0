//! Controls that change the state, for both the Rust and the HTTP side.

use super::Vault;
use crate::{
    answer::Problem,
    control::{self, ControlError, SeedUser, SeededPasskey, lock},
    state::{Application, Changes, Export, State},
};

impl Vault {
    /// Puts users into the named application, or the first configured one.
    pub(crate) async fn seed(
        &self,
        app: Option<String>,
        users: Vec<SeedUser>,
    ) -> Result<Vec<SeededPasskey>, ControlError> {
        let mut prepared = control::prepare(users, self.now())?;
        let passkeys = std::mem::take(&mut prepared.passkeys);
        let name = app.unwrap_or_else(|| self.controls.first_app().to_owned());
        self.control(|state, changes| {
            let application =
                state.application_mut(&name).ok_or(ControlError::UnknownApp { name: name.clone() })?;
            prepared.put(application, changes)
        })
        .await?;
        Ok(passkeys)
    }

    pub(crate) fn export(&self) -> String {
        let export = self.read(Export::of);
        // Strings, numbers and lists: there is nothing in it that JSON could not say.
        serde_json::to_string(&export).unwrap_or_default()
    }

    pub(crate) async fn import(&self, export: &str) -> Result<(), ControlError> {
        let wrong = |reason: String| ControlError::Import { reason };
        let export: Export = serde_json::from_str(export).map_err(|error| wrong(error.to_string()))?;
        self.replace(export.into_applications().map_err(|reason| wrong(reason.to_owned()))?).await
    }

    pub(crate) async fn reset(&self) -> Result<(), ControlError> {
        self.clock.follow();
        lock(&self.controls.faults).clear();
        lock(&self.controls.log).clear();
        self.replace(self.controls.initial(self.now()).into_applications()).await
    }

    pub(crate) async fn replace(&self, applications: Vec<Application>) -> Result<(), ControlError> {
        self.control(|state, changes| {
            state.replace(applications, changes);
            Ok(())
        })
        .await
    }

    /// Changes the state and waits until the change would survive the process.
    pub(crate) async fn control<T>(
        &self,
        change: impl FnOnce(&mut State, &mut Changes) -> Result<T, ControlError>,
    ) -> Result<T, ControlError> {
        let written = self.write(|state, changes| Ok::<_, Problem>(change(state, changes))).await;
        written.unwrap_or(Err(ControlError::NotKept))
    }
}

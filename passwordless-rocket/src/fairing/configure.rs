//! From the settings to a `Passwordless`: everything is checked here, at launch.

use std::{sync::Arc, time::Duration};

use passwordless::{ApiSecret, Client, SessionLimits, SingleProcess, Store, accounts::Route};
use rocket::{Build, Rocket};

use super::Settings;
use crate::{
    config::{self, Config},
    launch_error::LaunchError,
    passwordless::Passwordless,
    routes::Prefix,
};

const PREFIX: &str = "/passkeys";

impl Settings {
    /// The `Passwordless`, and where its routes are mounted.
    pub(super) fn configure(
        self,
        rocket: &Rocket<Build>,
        config: Config,
    ) -> Result<(Passwordless, Prefix), LaunchError> {
        let prefix = Prefix::new(self.prefix.as_deref().or(config.prefix.as_deref()).unwrap_or(PREFIX))?;
        let origins = self.origins.map_or_else(|| config.origins(), |origins| Ok(Some(origins)))?;
        let client = self.client.map_or_else(|| client(&config), Ok)?;
        let proxies =
            self.trusted_proxies.map_or_else(|| config.trusted_proxies(), |proxies| Ok(Some(proxies)))?;
        let builder = passwordless::Passwordless::builder(client, origins.unwrap_or_default());
        let builder = if self.has_no_sessions {
            builder.without_sessions()
        } else {
            builder.key(self.key.map_or_else(|| config::session_key(rocket), Ok)?)
        };
        let mut builder = builder
            .store(self.store.map_or_else(|| store(rocket, &config), Ok)?)
            .session_limits(self.limits.map_or_else(|| limits(&config), Ok)?)
            .accounts(|_| self.accounts)
            .well_known(self.well_known)
            .trusted_proxies(proxies.unwrap_or_default());
        if let Some(name) = self.cookie_name.or(config.cookie_name) {
            builder = builder.cookie_name(name);
        }
        if self.only_known_passkeys {
            builder = builder.only_known_passkeys();
        }
        if let Some(narrow) = self.narrow {
            builder = builder.policy(narrow);
        }
        if let Some(page) = self.sign_in_page.or(config.sign_in_page) {
            builder = builder.sign_in_page(page);
        }
        let core = builder.build().map_err(|error| match error.setting() {
            // Those are set in code, and the sentence names them.
            "accounts" | "only_known_passkeys" | "well_known" => LaunchError::new(error.to_string()),
            setting => LaunchError::of(&format!("passwordless.{setting}"), &error),
        })?;
        let core = if self.own_session.is_some() { core.with_own_sessions() } else { core };
        let has_step_up = core.accounts().routes().any(|route| route == Route::StepUp);
        Ok((Passwordless::new(core, has_step_up, self.find_client, self.own_session), prefix))
    }
}

fn client(config: &Config) -> Result<Client, LaunchError> {
    let secret = config.api_secret.as_deref().ok_or_else(|| {
        LaunchError::new(
            "`passwordless.api_secret` is not set; put the private API key of your application into Rocket.toml or \
             into ROCKET_PASSWORDLESS_API_SECRET",
        )
    })?;
    let secret =
        ApiSecret::new(secret).map_err(|error| LaunchError::of("passwordless.api_secret", &error))?;
    let client = Client::builder(secret);
    let client = match &config.api_url {
        Some(url) => client.url(url),
        None => client,
    };
    client.build().map_err(|error| LaunchError::of("passwordless.api_url", &error))
}

/// What is one process's own must be chosen by name, since nothing tells a process how many others there are.
fn store(rocket: &Rocket<Build>, config: &Config) -> Result<Arc<dyn Store>, LaunchError> {
    const SINGLE: &str = "single-process";
    match config.store.as_deref() {
        Some(SINGLE) => {}
        Some(other) => {
            return Err(LaunchError::new(format!(
                "`passwordless.store` is {other:?}, which names no store; write {SINGLE:?}, or call \
                 Passwordless::fairing().store(…)"
            )));
        }
        None if config::is_debug(rocket) => tracing::info!(
            target: "passwordless.store_chosen",
            "`passwordless.store` is not set, so sign-outs are remembered by this process alone; a release says {SINGLE:?}"
        ),
        None => {
            return Err(LaunchError::new(format!(
                "`passwordless.store` is not set, so nothing remembers spent tokens and sign-outs; write {SINGLE:?} \
                 if the application runs as one process, or call Passwordless::fairing().store(…) with one that all \
                 processes share"
            )));
        }
    }
    Ok(Arc::new(SingleProcess::new()))
}

fn limits(config: &Config) -> Result<SessionLimits, LaunchError> {
    let seconds = |setting: &str, seconds: u64| match seconds {
        0 => Err(LaunchError::new(format!("`passwordless.{setting}` is 0, so nobody could be signed in"))),
        _ => Ok(Duration::from_secs(seconds)),
    };
    let limits = match config.session_seconds {
        Some(absolute) => SessionLimits::new(seconds("session_seconds", absolute)?),
        None => SessionLimits::default(),
    };
    match config.idle_seconds {
        Some(idle) => Ok(limits.idle(seconds("idle_seconds", idle)?)),
        None => Ok(limits),
    }
}

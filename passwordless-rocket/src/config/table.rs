use rocket::{
    Build, Rocket,
    figment::{Figment, providers::Env, value::Value},
    serde::Deserialize,
};

use crate::launch_error::LaunchError;

/// The table `[default.passwordless]`, and the environment variables `ROCKET_PASSWORDLESS_…` over it.
#[derive(Default, Deserialize)]
#[serde(crate = "rocket::serde", deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) api_secret: Option<String>,
    pub(crate) api_url: Option<String>,
    origins: Option<Value>,
    pub(crate) prefix: Option<String>,
    pub(crate) sign_in_page: Option<String>,
    pub(crate) store: Option<String>,
    pub(crate) session_seconds: Option<u64>,
    pub(crate) idle_seconds: Option<u64>,
}

impl Config {
    pub(crate) fn read(rocket: &Rocket<Build>) -> Result<Self, LaunchError> {
        let figment = Figment::from(rocket.figment().focus("passwordless"))
            .merge(Env::prefixed("ROCKET_PASSWORDLESS_").global())
            .select(rocket.figment().profile().clone());
        figment.extract().map_err(|error| {
            // One error of several: the others are met when this one is corrected.
            let error = error.into_iter().next();
            let setting = error.as_ref().map(|error| error.path.join(".")).unwrap_or_default();
            let dot = if setting.is_empty() { "" } else { "." };
            let why = error.map(|error| error.kind.to_string()).unwrap_or_default();
            LaunchError::new(format!("`passwordless{dot}{setting}` cannot be used: {why}"))
        })
    }

    /// The origins of the pages, as one text or a list of them.
    pub(crate) fn origins(&self) -> Result<Option<Vec<String>>, LaunchError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let Some(value) = &self.origins else { return Ok(None) };
        let origins = match value {
            Value::Array(_, values) => values.iter().map(text).collect(),
            other => text(other).map(|origin| vec![origin]),
        };
        origins.map(Some).ok_or_else(|| {
            LaunchError::new(
                "`passwordless.origins` is no list of origins; write it like [\"https://app.example\"]",
            )
        })
    }
}

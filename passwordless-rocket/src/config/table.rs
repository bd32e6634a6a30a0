use rocket::{
    Build, Rocket,
    figment::{
        Figment,
        error::{Error, Kind},
        providers::Env,
        value::Value,
    },
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
    trusted_proxies: Option<Value>,
    pub(crate) prefix: Option<String>,
    pub(crate) sign_in_page: Option<String>,
    pub(crate) cookie_name: Option<String>,
    pub(crate) store: Option<String>,
    pub(crate) session_seconds: Option<u64>,
    pub(crate) idle_seconds: Option<u64>,
}

impl Config {
    pub(crate) fn read(rocket: &Rocket<Build>) -> Result<Self, LaunchError> {
        let figment = Figment::from(rocket.figment().focus("passwordless"))
            .merge(Env::prefixed("ROCKET_PASSWORDLESS_").global())
            .select(rocket.figment().profile().clone());
        // One error of several: the others are met when this one is corrected.
        figment.extract().map_err(|error| LaunchError::new(sentence(&error)))
    }

    /// The origins of the pages.
    pub(crate) fn origins(&self) -> Result<Option<Vec<String>>, LaunchError> {
        const WRONG: &str =
            "`passwordless.origins` is no list of origins; write it like [\"https://app.example\"]";
        self.origins.as_ref().map(|value| texts(value).ok_or_else(|| LaunchError::new(WRONG))).transpose()
    }

    /// The addresses and networks of the proxies.
    pub(crate) fn trusted_proxies(&self) -> Result<Option<Vec<String>>, LaunchError> {
        const WRONG: &str = "`passwordless.trusted_proxies` is no list of addresses and networks; write it like \
                             [\"127.0.0.1\", \"10.0.0.0/8\"]";
        self.trusted_proxies
            .as_ref()
            .map(|value| texts(value).ok_or_else(|| LaunchError::new(WRONG)))
            .transpose()
    }
}

/// One text, or a list of them.
fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match value {
        Value::Array(_, values) => values.iter().map(text).collect(),
        other => text(other).map(|only| vec![only]),
    }
}

/// What is wrong, without what was found: that may be the secret, in a wrong place.
fn sentence(error: &Error) -> String {
    let setting = error.path.iter().fold("passwordless".to_owned(), |name, part| name + "." + part);
    match &error.kind {
        Kind::UnknownField(name, known) => {
            format!("`passwordless.{name}` is no setting; there are: {}", known.join(", "))
        }
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            format!("`{setting}` cannot be used: it must be {expected}")
        }
        _ => format!("`{setting}` cannot be used: it must be a table of settings, such as `api_secret`"),
    }
}

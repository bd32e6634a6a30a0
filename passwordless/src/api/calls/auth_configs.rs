use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::api::{
    calls::limits,
    calls::options::{Hint, UserVerification},
    client::Client,
    endpoint::Endpoint,
    error::Error,
    exchange::Call,
    wire,
    wire::non_empty,
};

/// A sign-in configuration: how strict sign-ins for one purpose are. `sign-in` and `step-up` are always there.
///
/// [API page](https://docs.passwordless.dev/guide/api.html#auth-configs-list)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthConfig {
    purpose: String,
    #[serde(default, deserialize_with = "non_empty")]
    user_verification_requirement: Option<String>,
    time_to_live: i64,
    #[serde(default, deserialize_with = "non_empty")]
    hints: Option<String>,
    #[serde(default, deserialize_with = "non_empty")]
    created_by: Option<String>,
    #[serde(default, with = "wire::optional_date_time")]
    created_on: Option<SystemTime>,
    #[serde(default, deserialize_with = "non_empty")]
    edited_by: Option<String>,
    #[serde(default, with = "wire::optional_date_time")]
    edited_on: Option<SystemTime>,
    #[serde(default, with = "wire::optional_date_time")]
    last_used_on: Option<SystemTime>,
}

impl AuthConfig {
    /// The purpose that it is for.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// Whether authenticators must verify their users; none where the service says what this version does not know.
    pub fn user_verification(&self) -> Option<UserVerification> {
        match self.user_verification_requirement.as_deref()?.to_ascii_lowercase().as_str() {
            "preferred" => Some(UserVerification::Preferred),
            "required" => Some(UserVerification::Required),
            "discouraged" => Some(UserVerification::Discouraged),
            _ => None,
        }
    }

    /// How long tokens of such sign-ins live. Zero: they expire at once.
    pub fn time_to_live(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.time_to_live).unwrap_or(0))
    }

    /// What browsers offer first; those that this version does not know are left out.
    pub fn hints(&self) -> impl Iterator<Item = Hint> {
        let names = self.hints.as_deref().unwrap_or_default().split(',');
        names.filter_map(|name| match name.trim() {
            "SecurityKey" => Some(Hint::SecurityKey),
            "ClientDevice" => Some(Hint::ClientDevice),
            "Hybrid" => Some(Hint::Hybrid),
            _ => None,
        })
    }

    /// Who made it: `System` for those that are always there.
    pub fn created_by(&self) -> Option<&str> {
        self.created_by.as_deref()
    }

    /// When it was made. None for those that are always there.
    pub fn created_on(&self) -> Option<SystemTime> {
        self.created_on
    }

    /// Who changed it last.
    pub fn edited_by(&self) -> Option<&str> {
        self.edited_by.as_deref()
    }

    /// When it was changed last.
    pub fn edited_on(&self) -> Option<SystemTime> {
        self.edited_on
    }

    /// When somebody last signed in by it.
    pub fn last_used_on(&self) -> Option<SystemTime> {
        self.last_used_on
    }
}

/// What a sign-in configuration shall say: the request to add or to change one.
///
/// ```
/// use passwordless::api::{UserVerification, admin::AuthConfigChange};
/// use std::time::Duration;
///
/// let pay = AuthConfigChange::new("pay", "ops@app.example")
///     .user_verification(UserVerification::Required)
///     .time_to_live(Duration::from_secs(60));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct AuthConfigChange {
    purpose: String,
    performed_by: String,
    user_verification: UserVerification,
    time_to_live: Duration,
    hints: Vec<Hint>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    purpose: &'a str,
    user_verification_requirement: UserVerification,
    time_to_live: String,
    hints: &'a [Hint],
    performed_by: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deletion<'a> {
    purpose: &'a str,
    performed_by: &'a str,
}

#[derive(Deserialize)]
struct Listed {
    configurations: Vec<AuthConfig>,
}

impl AuthConfigChange {
    /// For this purpose, up to 255 letters, digits, `-` and `_`; and who asks for it, for the service's log.
    pub fn new(purpose: impl Into<String>, performed_by: impl Into<String>) -> Self {
        Self {
            purpose: purpose.into(),
            performed_by: performed_by.into(),
            user_verification: UserVerification::Preferred,
            time_to_live: Duration::from_secs(120),
            hints: Vec::new(),
        }
    }

    /// Whether authenticators must verify their users. Default: [`UserVerification::Preferred`].
    pub fn user_verification(mut self, verification: UserVerification) -> Self {
        self.user_verification = verification;
        self
    }

    /// How long tokens of such sign-ins live: whole seconds, from one to seven days' worth. Default: two minutes.
    pub fn time_to_live(mut self, life: Duration) -> Self {
        self.time_to_live = life;
        self
    }

    /// What browsers should offer first, best first: at most three.
    pub fn hints(mut self, hints: impl IntoIterator<Item = Hint>) -> Self {
        self.hints = hints.into_iter().collect();
        self
    }

    fn wire(&self) -> Result<Wire<'_>, Error> {
        purpose(&self.purpose)?;
        limits::present("performed_by", &self.performed_by)?;
        limits::hints(self.hints.len())?;
        // The service would take zero, and a negative time, without a word.
        let seconds = limits::time_to_live(Some(self.time_to_live))?.unwrap_or_default();
        Ok(Wire {
            purpose: &self.purpose,
            user_verification_requirement: self.user_verification,
            time_to_live: time_span(seconds),
            hints: &self.hints,
            performed_by: &self.performed_by,
        })
    }
}

/// A blank purpose matches an arbitrary row of the service when one is deleted.
fn purpose(name: &str) -> Result<(), Error> {
    limits::present("purpose", name)?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if name.len() > 255 || !name.bytes().all(plain) {
        return Err(Error::input("a purpose has up to 255 letters, digits, `-` and `_`"));
    }
    Ok(())
}

/// `d.hh:mm:ss`: a number alone would be days.
fn time_span(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{}.{:02}:{minutes:02}:{seconds:02}", hours / 24, hours % 24)
}

impl Client {
    /// The sign-in configurations, with those that are always there.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#auth-configs-list)
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`].
    pub async fn auth_configs(&self) -> Result<Vec<AuthConfig>, Error> {
        let answer: Listed = self.json(Call::new(Endpoint::AUTH_CONFIGS)).await?;
        Ok(answer.configurations)
    }

    /// Adds a sign-in configuration. One of the same purpose must not be there.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#auth-configs-add)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a purpose with other characters, or a time to live that is
    /// none; otherwise every kind of [`Error`]. One that is there already is a 400 without a code.
    pub async fn add_auth_config(&self, config: &AuthConfigChange) -> Result<(), Error> {
        self.nothing(Call::new(Endpoint::ADD_AUTH_CONFIG).body(&config.wire()?)?).await
    }

    /// Replaces what the sign-in configuration of this purpose says.
    ///
    /// # Errors
    ///
    /// As for [`add_auth_config`](Client::add_auth_config). One that is not there is a 404.
    pub async fn update_auth_config(&self, config: &AuthConfigChange) -> Result<(), Error> {
        self.nothing(Call::new(Endpoint::UPDATE_AUTH_CONFIG).body(&config.wire()?)?).await
    }

    /// Deletes the sign-in configuration of this purpose. Those that are always there cannot be deleted.
    ///
    /// # Errors
    ///
    /// As for [`add_auth_config`](Client::add_auth_config). One that is not there is a 404.
    pub async fn delete_auth_config(&self, name: &str, performed_by: &str) -> Result<(), Error> {
        purpose(name)?;
        limits::present("performed_by", performed_by)?;
        let deletion = Deletion { purpose: name, performed_by };
        self.nothing(Call::new(Endpoint::DELETE_AUTH_CONFIG).body(&deletion)?).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_written_as_a_time_span() {
        for (seconds, text) in
            [(1, "0.00:00:01"), (180, "0.00:03:00"), (86_400, "1.00:00:00"), (604_800, "7.00:00:00")]
        {
            assert_eq!(time_span(seconds), text);
        }
    }

    #[test]
    fn what_the_service_would_misread_is_refused_here() {
        for purpose in ["", " ", "p y", "ä", &"x".repeat(256)] {
            assert!(AuthConfigChange::new(purpose, "ann").wire().is_err(), "{purpose}");
        }
        assert!(AuthConfigChange::new("pay", " ").wire().is_err());
        assert!(AuthConfigChange::new("pay", "ann").time_to_live(Duration::ZERO).wire().is_err());
        assert!(AuthConfigChange::new("pay", "ann").hints([Hint::Hybrid; 4]).wire().is_err());
        assert!(AuthConfigChange::new("pay", "ann").wire().is_ok());
    }
}

use serde::Serialize;

use crate::api::{calls::limits, client::Client, endpoint::Endpoint, error::Error, exchange::Call};

const MAX_RETENTION_DAYS: u32 = 90;

/// What the application shall be able to do. What is not set stays as it is.
///
/// ```
/// use passwordless::api::admin::FeaturesChange;
///
/// let change = FeaturesChange::new("ops@app.example").magic_links(false).event_retention_days(30);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct FeaturesChange {
    performed_by: String,
    event_retention_days: Option<u32>,
    generated_tokens: Option<bool>,
    magic_links: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    performed_by: &'a str,
    #[serde(rename = "eventLoggingRetentionPeriod", skip_serializing_if = "Option::is_none")]
    event_retention_days: Option<u32>,
    #[serde(rename = "enableManuallyGeneratedAuthenticationTokens", skip_serializing_if = "Option::is_none")]
    generated_tokens: Option<bool>,
    #[serde(rename = "enableMagicLinks", skip_serializing_if = "Option::is_none")]
    magic_links: Option<bool>,
}

impl FeaturesChange {
    /// Changes nothing yet. Who asks for it is for the service's log.
    pub fn new(performed_by: impl Into<String>) -> Self {
        Self {
            performed_by: performed_by.into(),
            event_retention_days: None,
            generated_tokens: None,
            magic_links: None,
        }
    }

    /// For how many days the service keeps [events](Client::events): at most 90. This does not switch them on.
    pub fn event_retention_days(mut self, days: u32) -> Self {
        self.event_retention_days = Some(days);
        self
    }

    /// Whether [`generate_token`](Client::generate_token) works.
    pub fn generated_tokens(mut self, enabled: bool) -> Self {
        self.generated_tokens = Some(enabled);
        self
    }

    /// Whether [`send_magic_link`](Client::send_magic_link) works.
    pub fn magic_links(mut self, enabled: bool) -> Self {
        self.magic_links = Some(enabled);
        self
    }

    fn wire(&self) -> Result<Wire<'_>, Error> {
        limits::present("performed_by", &self.performed_by)?;
        if let Some(days) = self.event_retention_days.filter(|days| *days > MAX_RETENTION_DAYS) {
            return Err(Error::input(format!(
                "`event_retention_days` is {days}, and the service takes {MAX_RETENTION_DAYS} at \
                 most"
            )));
        }
        Ok(Wire {
            performed_by: &self.performed_by,
            event_retention_days: self.event_retention_days,
            generated_tokens: self.generated_tokens,
            magic_links: self.magic_links,
        })
    }
}

impl Client {
    /// Changes what the application may do. What it may do now, the service tells its console only.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for more than 90 days, or nobody who asks; otherwise every kind
    /// of [`Error`].
    pub async fn change_features(&self, change: &FeaturesChange) -> Result<(), Error> {
        self.nothing(Call::new(Endpoint::CHANGE_FEATURES).body(&change.wire()?)?).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_kept_for_ninety_days_at_most() {
        for days in [0, 1, 90] {
            assert!(FeaturesChange::new("ann").event_retention_days(days).wire().is_ok(), "{days}");
        }
        for days in [91, u32::MAX] {
            assert!(FeaturesChange::new("ann").event_retention_days(days).wire().is_err(), "{days}");
        }
        assert!(FeaturesChange::new(" ").wire().is_err());
    }
}

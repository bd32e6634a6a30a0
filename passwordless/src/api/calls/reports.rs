use std::ops::RangeBounds;

use serde::{Deserialize, de::DeserializeOwned};

use crate::api::{client::Client, endpoint::Endpoint, error::Error, exchange::Call, wire::nulls, words::Day};

/// How many users and passkeys there were on a day.
///
/// [API page](https://docs.passwordless.dev/guide/api.html)
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialReport {
    #[serde(rename = "createdAt")]
    day: Day,
    #[serde(default, deserialize_with = "nulls::default")]
    users: u64,
    #[serde(default, deserialize_with = "nulls::default")]
    credentials: u64,
}

impl CredentialReport {
    /// The day that it is of.
    pub fn day(&self) -> Day {
        self.day
    }

    /// How many users had a passkey.
    pub fn users(&self) -> u64 {
        self.users
    }

    /// How many passkeys they had.
    pub fn credentials(&self) -> u64 {
        self.credentials
    }
}

/// How many users were active on a day.
///
/// [API page](https://docs.passwordless.dev/guide/api.html)
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveUserReport {
    #[serde(rename = "createdAt")]
    day: Day,
    #[serde(rename = "dailyActiveUsers", default, deserialize_with = "nulls::default")]
    daily: u64,
    #[serde(rename = "weeklyActiveUsers", default, deserialize_with = "nulls::default")]
    weekly: u64,
    #[serde(rename = "totalUsers", default, deserialize_with = "nulls::default")]
    total: u64,
}

impl ActiveUserReport {
    /// The day that it is of.
    pub fn day(&self) -> Day {
        self.day
    }

    /// How many users were active within a day.
    pub fn daily(&self) -> u64 {
        self.daily
    }

    /// How many users were active within a week.
    pub fn weekly(&self) -> u64 {
        self.weekly
    }

    /// How many users there were.
    pub fn total(&self) -> u64 {
        self.total
    }
}

impl Client {
    /// How the numbers of users and passkeys developed. A nightly job of the service counts, so the newest day may
    /// still be missing.
    ///
    /// ```no_run
    /// use passwordless::{Client, api::admin::Day};
    ///
    /// # async fn run(client: &Client) -> Result<(), passwordless::Error> {
    /// let march = client.credential_reports(Day::new(2025, 3, 1)?..Day::new(2025, 4, 1)?).await?;
    /// let everything = client.credential_reports(..).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a range without a day; otherwise every kind of [`Error`].
    pub async fn credential_reports(
        &self,
        days: impl RangeBounds<Day>,
    ) -> Result<Vec<CredentialReport>, Error> {
        self.reports(Endpoint::CREDENTIAL_REPORTS, Day::ends(&days)).await
    }

    /// How many users were active, as counted by the same nightly job.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html)
    ///
    /// # Errors
    ///
    /// As for [`credential_reports`](Client::credential_reports).
    pub async fn active_user_reports(
        &self,
        days: impl RangeBounds<Day>,
    ) -> Result<Vec<ActiveUserReport>, Error> {
        self.reports(Endpoint::ACTIVE_USER_REPORTS, Day::ends(&days)).await
    }

    async fn reports<T: DeserializeOwned>(
        &self,
        endpoint: Endpoint,
        ends: Result<[Option<Day>; 2], Error>,
    ) -> Result<Vec<T>, Error> {
        let mut call = Call::new(endpoint);
        for (name, day) in ["from", "to"].into_iter().zip(ends?) {
            if let Some(day) = day {
                call = call.query(name, day.to_string());
            }
        }
        self.json(call).await
    }
}

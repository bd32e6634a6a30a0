use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::api::{
    calls::limits,
    client::Client,
    endpoint::Endpoint,
    error::Error,
    exchange::Call,
    wire::{self, Values, nulls},
};

/// A user, who exists for the service as long as a passkey or an alias does.
///
/// [API page](https://docs.passwordless.dev/guide/api.html#users-list)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserSummary {
    user_id: String,
    #[serde(default, deserialize_with = "nulls::default")]
    alias_count: u64,
    #[serde(default, deserialize_with = "nulls::default")]
    aliases: Vec<Option<String>>,
    #[serde(default, deserialize_with = "nulls::default")]
    credentials_count: u64,
    #[serde(default, with = "wire::optional_date_time")]
    last_used_at: Option<SystemTime>,
}

#[derive(Deserialize)]
struct Count {
    count: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deletion<'a> {
    user_id: &'a str,
}

impl UserSummary {
    /// The user's id.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// How many aliases the user has.
    pub fn alias_count(&self) -> u64 {
        self.alias_count
    }

    /// The aliases that the service keeps in clear text; those kept as hashes are left out.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.iter().filter_map(Option::as_deref)
    }

    /// How many passkeys the user has.
    pub fn credentials_count(&self) -> u64 {
        self.credentials_count
    }

    /// When a passkey of the user was last used. None for a user with aliases only.
    pub fn last_used_at(&self) -> Option<SystemTime> {
        self.last_used_at
    }
}

impl Client {
    /// The application's users: up to a thousand with passkeys, and up to a thousand with aliases only.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#users-list)
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]. A long list may be larger than
    /// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    pub async fn users(&self) -> Result<Vec<UserSummary>, Error> {
        let answer: Values<UserSummary> = self.json(Call::new(Endpoint::USERS)).await?;
        Ok(answer.values)
    }

    /// How many users have a passkey. May differ from the length of [`users`](Client::users).
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`].
    pub async fn count_users(&self) -> Result<u64, Error> {
        let answer: Count = self.json(Call::new(Endpoint::COUNT_USERS)).await?;
        Ok(answer.count)
    }

    /// Deletes all passkeys and aliases of a user. No error if there is no such user.
    ///
    /// Tokens that the user already holds stay valid until they expire.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`].
    pub async fn delete_user(&self, user_id: &str) -> Result<(), Error> {
        limits::present("user_id", user_id)?;
        self.nothing(Call::new(Endpoint::DELETE_USER).body(&Deletion { user_id })?).await
    }
}

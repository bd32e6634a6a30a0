use serde::{Deserialize, Serialize};

use crate::api::{
    calls::limits,
    client::Client,
    endpoint::Endpoint,
    error::Error,
    exchange::Call,
    wire::{Values, non_empty},
};

/// A name by which a user may begin a sign-in.
///
/// [API page](https://docs.passwordless.dev/guide/api.html#alias)
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alias {
    user_id: String,
    #[serde(rename = "alias")]
    hash: String,
    #[serde(rename = "plaintext", default, deserialize_with = "non_empty")]
    clear_text: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    user_id: &'a str,
    aliases: Vec<String>,
    hashing: bool,
}

impl Alias {
    /// The user whom it names.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The hash by which the service looks it up, in base64.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The alias itself, where the service was told to keep it.
    pub fn clear_text(&self) -> Option<&str> {
        self.clear_text.as_deref()
    }
}

impl Client {
    /// Replaces all aliases of a user, of which the service then keeps hashes only. An empty list removes them.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#alias)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for more than ten aliases, or one that is blank or longer than
    /// 250 characters; otherwise every kind of [`Error`]. An alias of another user is
    /// [`ErrorCode::AliasConflict`](crate::api::ErrorCode::AliasConflict), but a self-hosted service over SQLite accepts
    /// the call and changes nothing.
    pub async fn set_aliases<I>(&self, user_id: &str, aliases: I) -> Result<(), Error>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.replace_aliases(user_id, limits::aliases(aliases)?, true).await
    }

    /// Like [`set_aliases`](Client::set_aliases), but the service keeps the aliases in clear text as well, and
    /// shows them in its lists.
    ///
    /// # Errors
    ///
    /// As for [`set_aliases`](Client::set_aliases).
    pub async fn set_aliases_in_clear<I>(&self, user_id: &str, aliases: I) -> Result<(), Error>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.replace_aliases(user_id, limits::aliases(aliases)?, false).await
    }

    async fn replace_aliases(&self, user_id: &str, aliases: Vec<String>, hashing: bool) -> Result<(), Error> {
        limits::present("user_id", user_id)?;
        self.nothing(Call::new(Endpoint::SET_ALIASES).body(&Wire { user_id, aliases, hashing })?).await
    }

    /// The aliases of a user; none if there is no such user.
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`].
    pub async fn aliases(&self, user_id: &str) -> Result<Vec<Alias>, Error> {
        limits::present("user_id", user_id)?;
        let answer: Values<Alias> = self.json(Call::new(Endpoint::ALIASES).query("userId", user_id)).await?;
        Ok(answer.values)
    }
}

use std::time::Duration;

use serde::Serialize;

use crate::api::{
    calls::limits, client::Client, endpoint::Endpoint, error::Error, exchange::Call, wire::TokenAnswer,
    words::Token,
};

/// A sign-in without a ceremony: the request for a token that our own server vouches for.
///
/// Whoever is handed the token is that user for as long as it lives. Check by other means who that is.
///
/// [API page](https://docs.passwordless.dev/guide/api.html#signin-generate-token)
#[derive(Debug, Clone)]
#[must_use]
pub struct TokenRequest {
    user_id: String,
    time_to_live: Option<Duration>,
    purpose: Option<String>,
    origin: Option<String>,
    rp_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_to_live: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    #[serde(rename = "rpid", skip_serializing_if = "Option::is_none")]
    rp_id: Option<&'a str>,
}

impl TokenRequest {
    /// A token for this user. The service does not check that the user exists.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), time_to_live: None, purpose: None, origin: None, rp_id: None }
    }

    /// How long the token lives: whole seconds, from one to seven days' worth. Default: two minutes.
    pub fn time_to_live(mut self, life: Duration) -> Self {
        self.time_to_live = Some(life);
        self
    }

    /// The purpose that the verified token will name. Default: `sign-in`.
    pub fn purpose(mut self, purpose: impl Into<String>) -> Self {
        self.purpose = Some(purpose.into());
        self
    }

    /// The origin that the verified token will name, which nobody signs. Default: none.
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origin = Some(origin.into());
        self
    }

    /// The relying party id that the verified token will name. Default: none.
    pub fn rp_id(mut self, rp_id: impl Into<String>) -> Self {
        self.rp_id = Some(rp_id.into());
        self
    }

    fn wire(&self) -> Result<Wire<'_>, Error> {
        limits::present("user_id", &self.user_id)?;
        limits::present_if_any("purpose", self.purpose.as_deref())?;
        limits::present_if_any("origin", self.origin.as_deref())?;
        limits::present_if_any("rp_id", self.rp_id.as_deref())?;
        Ok(Wire {
            user_id: &self.user_id,
            time_to_live: limits::time_to_live(self.time_to_live)?,
            purpose: self.purpose.as_deref(),
            origin: self.origin.as_deref(),
            rp_id: self.rp_id.as_deref(),
        })
    }
}

impl Client {
    /// Asks for a token that signs a user in without a ceremony. It verifies as
    /// [`TokenKind::GeneratedSignin`](crate::TokenKind::GeneratedSignin).
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#signin-generate-token)
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]. A 403 without a code may mean that the feature is off for the application.
    pub async fn generate_token(&self, request: &TokenRequest) -> Result<Token, Error> {
        let call = Call::new(Endpoint::GENERATE_TOKEN).body(&request.wire()?)?;
        let answer: TokenAnswer<Token> = self.json(call).await?;
        Ok(answer.token)
    }
}

//! A software browser.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use url::Url;

use super::{Algorithm, Attestation, BrowserError, Passkey, PasskeyError};

/// What a desktop Chromium calls itself.
const AGENT: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";

/// A page of one origin in a browser of its own: whole ceremonies over HTTP, as the vendor's script does them.
///
/// Made by [`Emulator::browser`](crate::Emulator::browser). Two browsers share nothing.
pub struct Browser {
    http: reqwest::Client,
    url: String,
    api_key: String,
    origin: String,
    rp_id: String,
    user_agent: String,
    nickname: Option<String>,
    purpose: Option<String>,
    passkey: Mutex<Passkey>,
}

impl Browser {
    /// A browser for a service at any URL, with the public key of its application.
    #[must_use]
    pub fn new(url: impl Into<String>, api_key: impl Into<String>, origin: impl Into<String>) -> Self {
        let origin = origin.into();
        let host = Url::parse(&origin).ok().and_then(|url| url.host_str().map(str::to_owned));
        Self {
            // A proxy for loopback would only carry the keys away.
            http: reqwest::Client::builder().no_proxy().build().unwrap_or_default(),
            url: url.into().trim_end_matches('/').to_owned(),
            api_key: api_key.into(),
            rp_id: host.unwrap_or_default(),
            origin,
            user_agent: AGENT.to_owned(),
            nickname: None,
            purpose: None,
            passkey: Mutex::default(),
        }
    }

    /// Names this relying party instead of the origin's host.
    #[must_use]
    pub fn rp_id(mut self, rp_id: impl Into<String>) -> Self {
        self.rp_id = rp_id.into();
        self
    }

    /// Sends this `User-Agent`.
    #[must_use]
    pub fn user_agent(mut self, agent: impl Into<String>) -> Self {
        self.user_agent = agent.into();
        self
    }

    /// Gives new passkeys this nickname.
    #[must_use]
    pub fn nickname(mut self, nickname: impl Into<String>) -> Self {
        self.nickname = Some(nickname.into());
        self
    }

    /// Signs in for this purpose from now on, such as `step-up`. [`sign_in_for`](Self::sign_in_for) names one for a
    /// single sign-in.
    #[must_use]
    pub fn purpose(mut self, purpose: impl Into<String>) -> Self {
        self.purpose = Some(purpose.into());
        self
    }

    /// Makes new passkeys with this algorithm instead of the first that the service offers.
    #[must_use]
    pub fn algorithm(self, algorithm: Algorithm) -> Self {
        self.passkey().algorithm(algorithm);
        self
    }

    /// Makes new passkeys with this attestation.
    #[must_use]
    pub fn attestation(self, attestation: Attestation) -> Self {
        self.passkey().attestation(attestation);
        self
    }

    /// Has the authenticator count its signatures, from this number on.
    #[must_use]
    pub fn counter(self, next: u32) -> Self {
        self.passkey().counter(next);
        self
    }

    /// The authenticator, to change how it answers next.
    ///
    /// Do not hold it over a ceremony: the browser needs it then.
    pub fn passkey(&self) -> MutexGuard<'_, Passkey> {
        self.passkey.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a backend asks for, before the browser can register.
    pub(super) async fn register_token(
        &self,
        api_secret: &str,
        user_id: &str,
    ) -> Result<String, BrowserError> {
        let call = "/register/token";
        let request = self.http.post(format!("{}{call}", self.url)).header("ApiSecret", api_secret);
        let body = json!({ "userId": user_id, "username": user_id });
        token(&answer(call, request.json(&body)).await?)
    }

    /// Registers a passkey with a registration token; returns the `verify_` token.
    ///
    /// # Errors
    ///
    /// [`BrowserError`] where the service or the passkey refuses.
    pub async fn register(&self, register_token: &str) -> Result<String, BrowserError> {
        let begin = json!({ "token": register_token, "RPID": self.rp_id, "Origin": self.origin });
        let begun = self.post("/register/begin", &begin).await?;
        let response = self.passkey().create(&begun["data"], &self.origin)?;
        let mut complete = self.complete(&begun, response);
        if let Some(nickname) = &self.nickname {
            complete["nickname"] = json!(nickname);
        }
        self.token("/register/complete", &complete).await
    }

    /// Signs in with a discoverable passkey; returns the `verify_` token.
    ///
    /// # Errors
    ///
    /// [`BrowserError`] where the service or the passkey refuses.
    pub async fn sign_in(&self) -> Result<String, BrowserError> {
        self.sign_in_as(json!({})).await
    }

    /// Signs in with a discoverable passkey for this purpose, such as `step-up`, whatever [`purpose`](Self::purpose)
    /// says; returns the `verify_` token.
    ///
    /// # Errors
    ///
    /// [`BrowserError`] where the service or the passkey refuses.
    pub async fn sign_in_for(&self, purpose: &str) -> Result<String, BrowserError> {
        self.sign_in_as(json!({ "purpose": purpose })).await
    }

    /// Signs in as the user that has this alias.
    ///
    /// # Errors
    ///
    /// [`BrowserError`] where the service or the passkey refuses.
    pub async fn sign_in_with_alias(&self, alias: &str) -> Result<String, BrowserError> {
        self.sign_in_as(json!({ "alias": alias })).await
    }

    /// Signs in as the user with this id.
    ///
    /// # Errors
    ///
    /// [`BrowserError`] where the service or the passkey refuses.
    pub async fn sign_in_with_user_id(&self, user_id: &str) -> Result<String, BrowserError> {
        self.sign_in_as(json!({ "userId": user_id })).await
    }

    async fn sign_in_as(&self, mut begin: Value) -> Result<String, BrowserError> {
        begin["RPID"] = json!(self.rp_id);
        begin["Origin"] = json!(self.origin);
        if let Some(purpose) = self.purpose.as_ref().filter(|_| begin["purpose"].is_null()) {
            begin["purpose"] = json!(purpose);
        }
        let begun = self.post("/signin/begin", &begin).await?;
        let response = self.passkey().get(&begun["data"], &self.origin)?;
        self.token("/signin/complete", &self.complete(&begun, response)).await
    }

    fn complete(&self, begun: &Value, response: Value) -> Value {
        json!({ "session": begun["session"], "response": response, "RPID": self.rp_id, "Origin": self.origin })
    }

    async fn token(&self, call: &'static str, body: &Value) -> Result<String, BrowserError> {
        token(&self.post(call, body).await?)
    }

    async fn post(&self, call: &'static str, body: &Value) -> Result<Value, BrowserError> {
        let request = self
            .http
            .post(format!("{}{call}", self.url))
            .header("ApiKey", &self.api_key)
            .header("Client-Version", "js-1.1.0")
            .header("User-Agent", &self.user_agent)
            .header("Origin", &self.origin);
        answer(call, request.json(body)).await
    }
}

fn token(answer: &Value) -> Result<String, BrowserError> {
    Ok(answer["token"].as_str().map(str::to_owned).ok_or(PasskeyError::Options("token"))?)
}

async fn answer(call: &'static str, request: RequestBuilder) -> Result<Value, BrowserError> {
    let response = request.send().await?;
    let status = response.status();
    let answer: Value = response.json().await?;
    if status.is_success() {
        return Ok(answer);
    }
    let code = answer["errorCode"].as_str().map(str::to_owned);
    Err(BrowserError::Refused { call, status: status.as_u16(), code, problem: answer })
}

/// Never shows a key.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser").field("origin", &self.origin).finish_non_exhaustive()
    }
}

use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::api::{
    calls::limits,
    calls::options::{Attestation, AuthenticatorType, Hint, UserVerification},
    client::Client,
    endpoint::Endpoint,
    error::Error,
    exchange::Call,
    wire::{TokenAnswer, write_date_time},
    words::RegisterToken,
};

/// Whose passkey a browser may register, and of which sort: the request for a [`RegisterToken`].
///
/// What is not set is left to the service, whose defaults are named at each method.
///
/// ```
/// use passwordless::{Registration, api::UserVerification};
///
/// let registration = Registration::new("4df2adbe-255b-489f", "pat@example.com")
///     .display_name("Pat")
///     .user_verification(UserVerification::Required)
///     .aliases(["pat@example.com"]);
/// ```
///
/// [API page](https://docs.passwordless.dev/guide/api.html#register-token)
#[derive(Debug, Clone)]
#[must_use]
pub struct Registration {
    user_id: String,
    username: String,
    display_name: Option<String>,
    attestation: Option<Attestation>,
    authenticator_type: Option<AuthenticatorType>,
    discoverable: Option<bool>,
    user_verification: Option<UserVerification>,
    aliases: Vec<String>,
    alias_hashing: Option<bool>,
    expiry: Option<Expiry>,
    hints: Vec<Hint>,
}

#[derive(Debug, Clone)]
enum Expiry {
    In(Duration),
    At(SystemTime),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    user_id: &'a str,
    username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attestation: Option<Attestation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_type: Option<AuthenticatorType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    discoverable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_verification: Option<UserVerification>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias_hashing: Option<bool>,
    #[serde(skip_serializing_if = "<[Hint]>::is_empty")]
    hints: &'a [Hint],
}

impl Registration {
    /// A passkey for the user of this id, shown under this name in the browser's dialogs.
    ///
    /// Never take the id from the browser: who holds the token can add a passkey to that user. It has at most 64
    /// bytes and should mean nothing to others, since authenticators keep it.
    pub fn new(user_id: impl Into<String>, username: impl Into<String>) -> Self {
        Self {
            user_id: user_id.into(),
            username: username.into(),
            display_name: None,
            attestation: None,
            authenticator_type: None,
            discoverable: None,
            user_verification: None,
            aliases: Vec::new(),
            alias_hashing: None,
            expiry: None,
            hints: Vec::new(),
        }
    }

    /// The user's name for people to read. Default: the username.
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = Some(name.into());
        self
    }

    /// Whether the authenticator should prove its model. Default: [`Attestation::None`].
    pub fn attestation(mut self, attestation: Attestation) -> Self {
        self.attestation = Some(attestation);
        self
    }

    /// Which authenticators may be used. Default: [`AuthenticatorType::Any`].
    pub fn authenticator_type(mut self, kind: AuthenticatorType) -> Self {
        self.authenticator_type = Some(kind);
        self
    }

    /// Whether the passkey can be found without a user's name. Default: true.
    pub fn discoverable(mut self, discoverable: bool) -> Self {
        self.discoverable = Some(discoverable);
        self
    }

    /// Whether the authenticator must verify its user. Default: [`UserVerification::Preferred`].
    pub fn user_verification(mut self, verification: UserVerification) -> Self {
        self.user_verification = Some(verification);
        self
    }

    /// The names by which the user may begin a sign-in: at most ten, of at most 250 characters.
    ///
    /// When the registration completes they *replace* all aliases of the user; none leaves them as they are.
    pub fn aliases<I>(mut self, aliases: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.aliases = aliases.into_iter().map(Into::into).collect();
        self
    }

    /// Whether the service keeps the aliases as hashes only. Default: true.
    pub fn alias_hashing(mut self, hashing: bool) -> Self {
        self.alias_hashing = Some(hashing);
        self
    }

    /// How long the token can be used to begin, counted from the request. Default: two minutes.
    pub fn expires_in(mut self, life: Duration) -> Self {
        self.expiry = Some(Expiry::In(life));
        self
    }

    /// Until when the token can be used to begin. The service forgets it after about 30 days in any case.
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.expiry = Some(Expiry::At(time));
        self
    }

    /// What the browser should offer first, best first: at most three.
    pub fn hints(mut self, hints: impl IntoIterator<Item = Hint>) -> Self {
        self.hints = hints.into_iter().collect();
        self
    }

    /// The same for this user, and without names to sign in by.
    pub(crate) fn only_for(self, user_id: String) -> Self {
        Self { user_id, aliases: Vec::new(), ..self }
    }

    fn wire(&self, now: SystemTime) -> Result<Wire<'_>, Error> {
        limits::user_handle(&self.user_id)?;
        limits::present("username", &self.username)?;
        limits::present_if_any("display_name", self.display_name.as_deref())?;
        limits::hints(self.hints.len())?;
        Ok(Wire {
            user_id: &self.user_id,
            username: &self.username,
            display_name: self.display_name.as_deref(),
            attestation: self.attestation,
            authenticator_type: self.authenticator_type,
            discoverable: self.discoverable,
            user_verification: self.user_verification,
            expires_at: self.expires(now)?,
            aliases: limits::aliases(&self.aliases)?,
            alias_hashing: self.alias_hashing,
            hints: &self.hints,
        })
    }

    fn expires(&self, now: SystemTime) -> Result<Option<String>, Error> {
        let unreadable = || Error::input("the token's expiry is too far away to be written; set it nearer");
        let time = match &self.expiry {
            None => return Ok(None),
            Some(Expiry::At(time)) => *time,
            Some(Expiry::In(life)) => now.checked_add(*life).ok_or_else(unreadable)?,
        };
        if time <= now {
            return Err(Error::input(
                "the token would be expired from the start; set its expiry in the future",
            ));
        }
        write_date_time(time).map(Some).ok_or_else(unreadable)
    }
}

impl Client {
    /// Asks for the token with which a browser may register a passkey for the user that `registration` names.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#register-token)
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`]. An alias of another user is
    /// [`ErrorCode::AliasConflict`](crate::api::ErrorCode::AliasConflict).
    pub async fn create_register_token(&self, registration: &Registration) -> Result<RegisterToken, Error> {
        let call = Call::new(Endpoint::REGISTER_TOKEN).body(&registration.wire(SystemTime::now())?)?;
        let answer: TokenAnswer<RegisterToken> = self.json(call).await?;
        Ok(answer.token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(registration: Registration) -> String {
        let error = registration.wire(SystemTime::now()).err().unwrap();
        assert_eq!(error.kind(), crate::ErrorKind::Input);
        error.to_string()
    }

    fn pat() -> Registration {
        Registration::new("u-1001", "pat@example.com")
    }

    #[test]
    fn what_the_service_or_a_browser_would_refuse_is_refused_here() {
        assert!(refused(Registration::new("", "pat")).contains("user_id"));
        assert!(refused(Registration::new("u".repeat(65), "pat")).contains("64"));
        assert!(refused(Registration::new("u", " ")).contains("username"));
        assert!(refused(pat().display_name("")).contains("display_name"));
        assert!(refused(pat().aliases((0..11).map(|n| n.to_string()))).contains("aliases"));
        assert!(refused(pat().hints([Hint::Hybrid; 4])).contains("hints"));
        assert!(refused(pat().expires_in(Duration::ZERO)).contains("future"));
        assert!(refused(pat().expires_at(SystemTime::UNIX_EPOCH)).contains("future"));
        assert!(refused(pat().expires_in(Duration::MAX)).contains("nearer"));
    }

    #[test]
    fn an_expiry_is_counted_from_the_request() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_064_767);
        let registration = pat().expires_in(Duration::from_secs(60));
        assert_eq!(registration.wire(now).unwrap().expires_at.as_deref(), Some("2025-03-04T05:07:07Z"));
    }
}

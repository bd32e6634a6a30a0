use std::time::{Duration, SystemTime};

use super::{Denial, DenialKind, origin};
use crate::{Error, TokenKind, VerifiedUser};

/// Our own rules about a sign-in, checked after the service vouched for the user.
///
/// The service accepts every unexpired token that it made for the application, wherever the ceremony took place. The
/// authenticator signed the origin, so the allowed origins are what keeps other pages out, and they cannot be left
/// out. A policy does not notice a token that is shown twice.
///
/// ```
/// # use passwordless::{Client, Policy, Token, api::TokenKind};
/// # use std::time::SystemTime;
/// # async fn sign_in(client: Client, token: Token) -> Result<(), Box<dyn std::error::Error>> {
/// let policy = Policy::new(["https://app.example"])?.relying_party("app.example");
///
/// let user = client.verify(&token).await?;
/// policy.check(&user, TokenKind::PasskeySignin, SystemTime::now())?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Policy {
    origins: Vec<String>,
    relying_parties: Vec<String>,
    purpose: Option<String>,
    max_age: Option<Duration>,
    leeway: Duration,
}

impl Policy {
    /// A policy that lets in tokens of ceremonies on these origins, such as `https://app.example`.
    ///
    /// Plain http is for `localhost` and loopback addresses. An Android app's origin is
    /// `android:apk-key-hash:…`. The leeway is five seconds.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when there is no origin, or when one is more or less than
    /// scheme, host and port; the message says how to write it.
    pub fn new<I>(origins: I) -> Result<Self, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let origins = origins.into_iter().map(|text| origin::allowed(text.as_ref()));
        let origins = origins.collect::<Result<Vec<_>, _>>()?;
        if origins.is_empty() {
            return Err(Error::config(
                "no origin is allowed; name the application's own, as `https://app.example`",
            ));
        }
        Ok(Self {
            origins,
            relying_parties: Vec::new(),
            purpose: None,
            max_age: None,
            leeway: Duration::from_secs(5),
        })
    }

    /// Also asks for this relying party id, or for one of several when called again.
    #[must_use]
    pub fn relying_party(mut self, rp_id: impl Into<String>) -> Self {
        self.relying_parties.push(rp_id.into());
        self
    }

    /// Also asks for this purpose, such as `step-up`. Tokens without a purpose are denied then.
    #[must_use]
    pub fn purpose(mut self, purpose: impl Into<String>) -> Self {
        self.purpose = Some(purpose.into());
        self
    }

    /// Also asks that the token was made no longer than this ago.
    ///
    /// Without it a token counts for as long as the service says, which is two minutes unless a sign-in configuration
    /// gives it longer; and a session counts its age and the last use of a passkey from when the token was made. So this
    /// is for an application that lets the service give tokens a longer life, and wants less.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// How far the clocks of this server and of the service may differ.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Whether a user whose token should be of the kind `expected` may pass at the time `now`.
    ///
    /// Tokens of a ceremony must name an allowed origin. Magic links and tokens that our own server generated name
    /// none, and pass without; if they do name one, it must be allowed.
    ///
    /// # Errors
    ///
    /// The [`Denial`] names the first rule that said no.
    pub fn check(&self, user: &VerifiedUser, expected: TokenKind, now: SystemTime) -> Result<(), Denial> {
        self.check_for(user, &expected, self.purpose.as_deref(), now)
    }

    /// As [`check`](Policy::check), with the purpose that counts here.
    pub(super) fn check_for(
        &self,
        user: &VerifiedUser,
        expected: &TokenKind,
        purpose: Option<&str>,
        now: SystemTime,
    ) -> Result<(), Denial> {
        self.check_kind(user, expected)?;
        self.check_origin(user)?;
        self.check_relying_party(user)?;
        check_purpose(user, purpose)?;
        self.check_age(user, now)
    }

    /// The purpose that sign-ins must have: the one that was set, or the service's own.
    pub(super) fn signin_purpose(&self) -> &str {
        self.purpose.as_deref().unwrap_or("sign-in")
    }

    /// After this, [`check`](Policy::check) denies the token for its age.
    pub(super) fn last_use(&self, user: &VerifiedUser) -> SystemTime {
        user.expires_at().checked_add(self.leeway).unwrap_or(user.expires_at())
    }

    /// For how long a token can count that is made now: by our rule, or by the service's longest, a week.
    pub(super) fn longest_use(&self) -> Duration {
        const SERVICES: Duration = Duration::from_secs(7 * 24 * 3600);
        // Once for a token that the service dates ahead, and once for its end.
        self.max_age.unwrap_or(SERVICES).min(SERVICES).saturating_add(self.leeway.saturating_mul(2))
    }

    pub(super) fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Whether a passkey of this relying party can sign in: one that was named, or else one that a browser offers on an
    /// allowed page.
    pub(super) fn takes_passkeys_of(&self, rp_id: &str) -> bool {
        match &*self.relying_parties {
            [] => self.origins.iter().any(|allowed| origin::offers(allowed, rp_id)),
            named => named.iter().any(|allowed| allowed == rp_id),
        }
    }

    /// Whether a browser's `Origin` header is that of an allowed page. Browsers write origins as we do.
    pub(super) fn allows_page(&self, origin: &[u8]) -> bool {
        self.origins.iter().any(|allowed| allowed.as_bytes() == origin)
    }

    fn check_kind(&self, user: &VerifiedUser, expected: &TokenKind) -> Result<(), Denial> {
        let kind = user.kind();
        if kind == *expected {
            return Ok(());
        }
        let kind = shown(Some(kind.as_str()));
        let text = format!("the token is of the kind {kind}, and only `{expected}` is taken here");
        Err(Denial::new(DenialKind::Kind, text))
    }

    fn check_origin(&self, user: &VerifiedUser) -> Result<(), Denial> {
        let pass = match user.origin() {
            Some(text) => origin::seen(text).is_some_and(|seen| self.origins.contains(&seen)),
            None => !user.kind().is_signed(),
        };
        if pass {
            return Ok(());
        }
        let (seen, allowed) = (shown(user.origin()), self.origins.join(", "));
        let text = format!(
            "the ceremony took place on the origin {seen}; allowed: {allowed}; \
             if that page is yours, add its address to the allowed origins"
        );
        Err(Denial::new(DenialKind::Origin, text))
    }

    fn check_relying_party(&self, user: &VerifiedUser) -> Result<(), Denial> {
        let pass = match user.rp_id() {
            _ if self.relying_parties.is_empty() => true,
            Some(seen) => self.relying_parties.iter().any(|allowed| allowed == seen),
            None => !user.kind().is_signed(),
        };
        if pass {
            return Ok(());
        }
        let (seen, allowed) = (shown(user.rp_id()), self.relying_parties.join(", "));
        let text =
            format!("the relying party is {seen}; allowed: {allowed}; Policy::relying_party sets this");
        Err(Denial::new(DenialKind::RelyingParty, text))
    }

    fn check_age(&self, user: &VerifiedUser, now: SystemTime) -> Result<(), Denial> {
        if is_later(now, user.expires_at(), self.leeway) {
            return Err(deny_age(user, now, "has expired"));
        }
        if user.timestamp().duration_since(now).is_ok_and(|ahead| ahead > self.leeway) {
            return Err(deny(DenialKind::Clock, user, now, "is from the future"));
        }
        self.max_age.map_or(Ok(()), |max| self.check_max_age(user, max, "Policy::max_age", now))
    }

    /// Whether the token was made no longer than this ago, as `setting` asks.
    pub(super) fn check_max_age(
        &self,
        user: &VerifiedUser,
        max: Duration,
        setting: &str,
        now: SystemTime,
    ) -> Result<(), Denial> {
        if is_later(now, user.timestamp(), max.saturating_add(self.leeway)) {
            return Err(deny_age(user, now, &format!("is older than {max:?} ({setting})")));
        }
        Ok(())
    }
}

/// Whether that time is over by more than this.
fn is_later(now: SystemTime, time: SystemTime, by: Duration) -> bool {
    time.checked_add(by).is_some_and(|limit| now > limit)
}

fn deny_age(user: &VerifiedUser, now: SystemTime, what: &str) -> Denial {
    deny(DenialKind::Age, user, now, what)
}

fn deny(kind: DenialKind, user: &VerifiedUser, now: SystemTime, what: &str) -> Denial {
    let (made, here) = (clock(user.timestamp()), clock(now));
    let text = format!(
        "the token {what}: made at {made} by the service's clock, shown at {here} by ours; \
         if the clocks differ, set them, or raise Policy::leeway"
    );
    Denial::new(kind, text)
}

fn check_purpose(user: &VerifiedUser, wanted: Option<&str>) -> Result<(), Denial> {
    let Some(wanted) = wanted else { return Ok(()) };
    if user.purpose() == Some(wanted) {
        return Ok(());
    }
    let seen = shown(user.purpose());
    let text = format!(
        "the purpose is {seen}; wanted: `{wanted}`; Policy::purpose sets this for sign-ins, and the service must \
         have a sign-in configuration of that name, or it falls back to `sign-in`"
    );
    Err(Denial::new(DenialKind::Purpose, text))
}

/// What the browser sent, made fit for one line of a log.
fn shown(seen: Option<&str>) -> String {
    const LIMIT: usize = 100;
    match seen {
        None => "(none)".to_owned(),
        Some(text) if text.chars().count() > LIMIT => {
            format!("{:?}…", text.chars().take(LIMIT).collect::<String>())
        }
        Some(text) => format!("{text:?}"),
    }
}

fn clock(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map_or_else(|_| "an unreadable time".to_owned(), |time| time.to_string())
}

#[cfg(test)]
mod tests;

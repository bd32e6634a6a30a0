use std::time::Duration;

use serde::Serialize;
use url::Url;

use crate::api::{calls::limits, client::Client, endpoint::Endpoint, error::Error, exchange::Call};

/// What the service replaces with the token. It looks for exactly this spelling.
const PLACEHOLDER: &str = "$TOKEN";

/// An e-mail with a link that signs a user in: the request to send one.
///
/// Put `$TOKEN` into the fragment, as in `https://app.example/magic#$TOKEN`: what follows `#` reaches neither logs
/// nor other sites, and the scanners of mail servers do not use the link up.
///
/// [API page](https://docs.passwordless.dev/guide/api.html#magic-links-send)
#[derive(Debug, Clone)]
#[must_use]
pub struct MagicLink {
    user_id: String,
    email_address: String,
    url_template: String,
    time_to_live: Option<Duration>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    email_address: &'a str,
    url_template: &'a str,
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_to_live: Option<u64>,
}

impl MagicLink {
    /// A link for this user, to this address. The template is an absolute URL with `$TOKEN` in it.
    ///
    /// The service does not know whose address it is: who reads that mailbox becomes that user.
    pub fn new(
        user_id: impl Into<String>,
        email_address: impl Into<String>,
        url_template: impl Into<String>,
    ) -> Self {
        Self {
            user_id: user_id.into(),
            email_address: email_address.into(),
            url_template: url_template.into(),
            time_to_live: None,
        }
    }

    /// How long the link lives: whole seconds, from one to seven days' worth. Default: an hour.
    pub fn time_to_live(mut self, life: Duration) -> Self {
        self.time_to_live = Some(life);
        self
    }

    fn wire(&self) -> Result<Wire<'_>, Error> {
        limits::present("user_id", &self.user_id)?;
        let one_at = self
            .email_address
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
        if !one_at || self.email_address.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Error::input("`email_address` is no address; it needs one `@` and no blanks"));
        }
        check_template(&self.url_template)?;
        Ok(Wire {
            email_address: &self.email_address,
            url_template: &self.url_template,
            user_id: &self.user_id,
            time_to_live: limits::time_to_live(self.time_to_live)?,
        })
    }
}

fn check_template(template: &str) -> Result<(), Error> {
    if !template.contains(PLACEHOLDER) {
        return Err(Error::input(
            "`url_template` lacks `$TOKEN`, in capitals, where the token shall go; \
             write it like `https://app.example/magic#$TOKEN`",
        ));
    }
    let url = Url::parse(template).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    let Some(url) = url else {
        return Err(Error::input(
            "`url_template` must be an absolute http or https URL, like `https://app.example/magic#$TOKEN`",
        ));
    };
    // A token in the host or in front of it would be told to name servers, or send people elsewhere.
    let behind_host = [Some(url.path()), url.query(), url.fragment()];
    if !behind_host.into_iter().flatten().any(|part| part.contains(PLACEHOLDER)) {
        return Err(Error::input("`$TOKEN` must come after the host in `url_template`"));
    }
    Ok(())
}

impl Client {
    /// Has the service send an e-mail with a sign-in link. Never repeated by itself: each call sends one.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#magic-links-send)
    ///
    /// # Errors
    ///
    /// Every kind of [`Error`], among them
    /// [`ErrorCode::MagicLinkEmailAdminAddressOnly`](crate::api::ErrorCode::MagicLinkEmailAdminAddressOnly) and
    /// [`ErrorCode::MagicLinkEmailQuotaExceeded`](crate::api::ErrorCode::MagicLinkEmailQuotaExceeded).
    pub async fn send_magic_link(&self, link: &MagicLink) -> Result<(), Error> {
        self.nothing(Call::new(Endpoint::SEND_MAGIC_LINK).body(&link.wire()?)?).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_an_absolute_url_with_the_placeholder_behind_its_host() {
        for good in [
            "https://app.example/magic#$TOKEN",
            "http://localhost:4000/magic?token=$TOKEN",
            "https://app.example/$TOKEN/in",
        ] {
            assert!(check_template(good).is_ok(), "{good}");
        }
        for bad in [
            "https://app.example/magic",
            "https://app.example/magic#$token",
            "$TOKEN",
            "/magic#$TOKEN",
            "javascript:$TOKEN",
            "https://$TOKEN.evil.example/",
            "https://$TOKEN@app.example/",
        ] {
            assert!(check_template(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_address_has_one_at() {
        for bad in ["", "nope", "@a", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: c@d"] {
            assert!(MagicLink::new("u", bad, "https://a.example/#$TOKEN").wire().is_err(), "{bad:?}");
        }
        assert!(MagicLink::new("u", "pat@example.com", "https://a.example/#$TOKEN").wire().is_ok());
    }
}

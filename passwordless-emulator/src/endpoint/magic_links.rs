//! `POST /magic-links/send`: a sign-in by mail. The message goes to the outbox.

use http::StatusCode;
use url::Url;

use super::{Call, LogEntry, Outcome, validation::Validation};
use crate::{
    answer::{Answer, Problem},
    random,
    state::Mail,
    token::Verified,
};

const PLACE: &str = "$TOKEN";

pub(crate) async fn send(call: &Call<'_>) -> Outcome {
    let body = call.json()?;
    let address = body.string("emailAddress")?;
    let template = body.string("urlTemplate")?;
    let user_id = body.string("userId")?;
    let time_to_live = body.integer("timeToLive")?.unwrap_or(3600);

    let mut validation = Validation::default();
    if validation.require("emailAddress", "EmailAddress", address.as_deref())
        && !address.as_deref().is_some_and(is_address)
    {
        validation.refuse("emailAddress", "This is not an e-mail address.");
    }
    if validation.require("urlTemplate", "UrlTemplate", template.as_deref())
        && !template.as_deref().is_some_and(is_template)
    {
        validation.refuse("urlTemplate", format!("A template is an http or https URL with {PLACE} in it."));
    }
    validation.require("userId", "UserId", user_id.as_deref());
    validation.life("timeToLive", "TimeToLive", time_to_live);
    validation.done()?;
    let (address, user_id) = (address.unwrap_or_default(), user_id.unwrap_or_default());
    let now = call.vault.now();
    call.look(|application| may_send(application, &address, now))?;
    let verified = Verified {
        user_id: user_id.clone(),
        timestamp: now,
        rp_id: None,
        origin: None,
        device: None,
        country: None,
        nickname: None,
        credential_id: None,
        purpose: None,
        expires_at: now.plus_seconds(i64::from(time_to_live)).next(),
        token_id: random::uuid(),
        kind: "magic_link".into(),
    };
    let link = template.unwrap_or_default().replace(PLACE, &call.seal(&verified).await?);
    let mail = Mail { sent_at: now, user_id: user_id.clone(), address, link };
    call.change(|application, changes| {
        // Another message may have taken the last of the quota meanwhile.
        may_send(application, &mail.address, now)?;
        application.send(mail, changes);
        Ok(())
    })
    .await?;
    let message = format!("A magic link was sent for {user_id}.");
    call.log(LogEntry::new("ApiUserMagicLinkCreated", &user_id, message)).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// The feature, then the first day, then the quota.
fn may_send(
    application: &crate::state::Application,
    address: &str,
    now: crate::clock::Moment,
) -> Result<(), Problem> {
    let settings = application.settings();
    if !settings.features.magic_links {
        return Err(Problem::uncoded_with(
            StatusCode::FORBIDDEN,
            "Magic links are off for this application.",
        ));
    }
    if !settings.may_write_to(address, now) {
        let title = "In its first 24 hours an application may send magic links to its administrators only.";
        return Err(Problem::coded(StatusCode::FORBIDDEN, "magic_link_email_admin_address_only", title));
    }
    let sent = i64::try_from(application.sent_recently(now)).unwrap_or(i64::MAX);
    if sent >= settings.magic_link_limit(now) {
        let title = "The application has sent as many magic links as it may in 30 days.";
        return Err(Problem::coded(StatusCode::TOO_MANY_REQUESTS, "magic_link_email_quota_exceeded", title));
    }
    Ok(())
}

/// One `@` that is neither first nor last: all that the service asks of an address.
fn is_address(text: &str) -> bool {
    let mut parts = text.split('@');
    let filled = |part: Option<&str>| part.is_some_and(|part| !part.is_empty());
    filled(parts.next()) && filled(parts.next()) && parts.next().is_none() && !text.contains(['\r', '\n'])
}

fn is_template(text: &str) -> bool {
    let url = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    url && text.to_ascii_uppercase().contains(PLACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_sign_within() {
        for (text, good) in
            [("a@b", true), ("pat@example.com", true), ("@b", false), ("a@", false), ("a", false)]
        {
            assert_eq!(is_address(text), good, "{text}");
        }
        assert!(!is_address("a@b@c") && !is_address("a@b\n"));
    }

    #[test]
    fn templates_are_urls_with_a_place_in_any_case() {
        for (text, good) in [
            ("http://localhost:4000/magic#$TOKEN", true),
            ("https://app.example/?t=$token", true),
            ("https://app.example/", false),
            ("$TOKEN", false),
            ("/magic?$TOKEN", false),
            ("ftp://app.example/$TOKEN", false),
            ("javascript:alert('$TOKEN')", false),
        ] {
            assert_eq!(is_template(text), good, "{text}");
        }
    }
}

use std::{sync::Arc, time::SystemTime};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    super::{Accounts, Answer, Request, cookies::Kept, posted::Posted},
    asked::Asked,
    link::Link,
};
use crate::{
    MagicLink, Mark,
    rejection::{Fixed, Rejection},
    rules::random_mark,
};

/// How many e-mails are under way at once.
const PLACES: usize = 32;
/// As long as a link can say; longer addresses are of no mailbox that anybody types.
const LONGEST_ADDRESS: usize = 200;

/// Has a link sent if the address is a user's. Who asks is told the same, and as fast, if it is not: the answer is
/// given before anybody looks.
pub(in crate::accounts) fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    posted: &Posted,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let Some(links) = accounts.links() else { return Err(Rejection::of(Fixed::NotFound)) };
    let address = address(posted.email.as_deref())?;
    // A second link leaves the first one good, which may be the one that arrives.
    let nonce = match accounts.kept(request, Kept::MagicLink, |text| Asked::read(text, links.life, now)) {
        Some(asked) => asked.nonce,
        None => URL_SAFE_NO_PAD.encode(random_mark()?.as_bytes()),
    };
    let cookie = accounts.keep(Kept::MagicLink, &Asked { nonce: nonce.clone() }.write(now), links.life)?;
    // A refusal would say that somebody asked for this address lately.
    if accounts.counters().mail(&address, now).is_ok() {
        let place = Arc::clone(&links.places);
        if Arc::strong_count(&place) > PLACES + 1 {
            tracing::error!(target: "passwordless.magic_links_overloaded", "too many e-mails are under way");
            return Err(Rejection::overloaded());
        }
        let accounts = accounts.clone();
        tokio::spawn(async move {
            send(&accounts, address, nonce, now).await;
            drop(place);
        });
    } else {
        tracing::info!(target: "passwordless.magic_link_limited", limit = "links_per_address", "sent no e-mail: the address had enough of them");
    }
    Ok(Answer::empty(202).set_cookie(cookie))
}

async fn send(accounts: &Accounts, address: String, nonce: String, now: SystemTime) {
    let Some(links) = accounts.links() else { return };
    let user_id = match links.mailboxes.user_of(&address).await {
        Ok(Some(user_id)) => user_id,
        Ok(None) => {
            return tracing::info!(target: "passwordless.magic_link_unknown", "sent no e-mail: nobody's address");
        }
        Err(refused) => {
            let code = refused.code();
            return tracing::warn!(target: "passwordless.magic_link_failed", code, "the hook for addresses failed");
        }
    };
    if let Err(limit) = count(accounts, &user_id, now) {
        return tracing::info!(
            target: "passwordless.magic_link_limited", user_id, limit, "sent no e-mail: RateLimits sets this limit"
        );
    }
    let link = Link { nonce, user: Mark::user(&user_id), address: address.clone() };
    let Ok(sealed) = link.seal(accounts.gate()) else { return };
    let template = format!("{}#$TOKEN.{sealed}", links.page);
    let mail = MagicLink::new(&user_id, address, template).time_to_live(links.life);
    match accounts.client().send_magic_link(&mail).await {
        Ok(()) => tracing::info!(target: "passwordless.magic_link_sent", user_id, "sent a magic link"),
        Err(error) => {
            let is_refusal = error.is_refusal();
            let error = &error as &(dyn std::error::Error + 'static);
            if is_refusal {
                tracing::error!(
                    target: "passwordless.magic_links_refused", user_id, error,
                    "the service sends no magic links until what it says is corrected"
                );
            } else {
                tracing::warn!(target: "passwordless.magic_link_failed", user_id, error, "the service sent no e-mail");
            }
        }
    }
}

/// Counts an e-mail, or says which limit it is beyond.
fn count(accounts: &Accounts, user_id: &str, now: SystemTime) -> Result<(), &'static str> {
    let counters = accounts.counters();
    counters.mail_to_user(user_id, now).map_err(|_| "links_per_user")?;
    counters.mail_in_all(now).map_err(|_| {
        tracing::warn!(
            target: "passwordless.magic_links_used_up", limit = "links",
            "sent no e-mail: all users together had as many magic links today as RateLimits::links allows; until more \
             grow back, nobody recovers by a link"
        );
        "links"
    })
}

/// An e-mail address as somebody typed it, without the blanks around it.
fn address(typed: Option<&str>) -> Result<String, Rejection> {
    let typed = typed.ok_or(Rejection::malformed("The body lacks the member `email`."))?.trim();
    let (name, host) = typed.split_once('@').unwrap_or_default();
    let is_whole = !name.is_empty() && !host.is_empty() && !host.contains('@');
    if !is_whole
        || typed.len() > LONGEST_ADDRESS
        || typed.chars().any(|c| c.is_control() || c.is_whitespace())
    {
        return Err(Rejection::malformed("That is not an e-mail address, such as pat@example.com."));
    }
    Ok(typed.to_owned())
}

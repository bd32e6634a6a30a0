use std::time::SystemTime;

use serde::Serialize;

use super::{
    super::{
        Accounts, Answer, Proof, RecoverySession, Request, cookies::Kept, hand_out::Told, posted::Posted,
    },
    asked::Asked,
    link::Link,
};
use crate::{
    Mark, TokenKind,
    answer::written,
    rejection::{Fixed, Rejection},
};

/// What a link opened.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Recovering<'a> {
    user_id: &'a str,
    /// Whose account it is, so that a page can name it before a passkey is made for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Not signed in: a passkey may be added, and that is all.
    recovery: bool,
    expires_at: String,
}

/// Follows a link. Opening the page did nothing yet: only its script comes here.
pub(in crate::accounts) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    posted: &Posted,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    let Some(links) = accounts.links() else { return Err(Rejection::of(Fixed::NotFound)) };
    let over = accounts.our_session(request, now)?;
    let link = posted.link.as_deref().and_then(|link| Link::open(accounts.gate(), link));
    let link = link.ok_or(Rejection::of(Fixed::InvalidLink))?;
    // Apps open links in browsers of their own, some of which cannot go on. The link is not used up there.
    if posted.passkeys == Some(false) && !links.signs_in {
        return Err(Rejection::of(Fixed::OtherBrowser));
    }
    let user = accounts.verify(posted.token()?).await?;
    let examined = accounts.gate().examine(&user, TokenKind::MagicLink, now)?;
    if Mark::user(user.user_id()) != link.user {
        return Err(Rejection::of(Fixed::InvalidLink));
    }
    // Who gave an address up, perhaps because somebody else reads there, gave up the links that lie there too.
    if links.mailboxes.user_of(&link.address).await?.as_deref() != Some(user.user_id()) {
        tracing::info!(
            target: "passwordless.magic_link_outdated", user_id = user.user_id(),
            "refused a magic link: its address is no longer the user's"
        );
        return Err(Rejection::of(Fixed::InvalidLink));
    }
    let asked = accounts.kept(request, Kept::MagicLink, |text| Asked::read(text, links.life, now));
    let has_asked = asked.is_some_and(|asked| asked.nonce == link.nonce);
    let name = accounts.hooks().known(user.user_id()).await?.map(|known| known.name);
    if !has_asked && !posted.confirmed {
        // Somebody may have sent a link of their own, to have another work in their account. Several accounts may have
        // one address, and its reader knows them by their names.
        let account = name.as_deref().unwrap_or(&link.address);
        return Ok(Answer::rejected_about(Rejection::of(Fixed::Unconfirmed), account));
    }
    let answer = if links.signs_in {
        let admission = accounts.gate().admit(examined, over.as_ref(), now).await?;
        match request.own {
            Some(own) => accounts.begin_own(Told::User(name), own, (&user, Proof::Link), now).await?,
            None => {
                let session = accounts.gate().open(admission, now)?;
                accounts.signed_in(Told::User(name), request, &session, posted.session, now).await?
            }
        }
    } else {
        let admission = accounts.gate().admit(examined, None, now).await?;
        let recovery = RecoverySession::open(admission, now)?;
        tracing::info!(target: "passwordless.recovering", user_id = user.user_id(), "a magic link was followed");
        let expires_at = written(recovery.expires_at());
        let (user_id, name) = (user.user_id(), name.as_deref());
        Answer::json(200, &Recovering { user_id, name, recovery: true, expires_at })
            .set_cookie(accounts.keep_recovery(&recovery)?)
    };
    Ok(answer.set_cookie(accounts.forget(Kept::MagicLink)))
}

//! From a passkey to a session.

use std::time::SystemTime;

use super::{Accounts, Answer, Proof, Request, hand_out::Told, posted::Posted};
use crate::{Rejection, TokenKind};

pub(super) async fn answer(
    accounts: &Accounts,
    request: &Request<'_>,
    posted: &Posted,
    now: SystemTime,
) -> Result<Answer, Rejection> {
    accounts.check_passes_no_hook(request.own)?;
    let over = accounts.our_session(request, now)?;
    let user = accounts.verify(posted.token()?).await?;
    // The application is asked about nobody whom our own rules refuse, and a token of somebody whom it does not
    // know need not be spent.
    let examined = accounts.gate().examine(&user, TokenKind::PasskeySignin, now)?;
    let told = Told::User(accounts.hooks().known(user.user_id()).await?.map(|known| known.name));
    let admission = accounts.admit(&user, examined, over.as_ref(), now).await?;
    if let Some(own) = request.own {
        return accounts.begin_own(told, own, (&user, Proof::Passkey), now).await;
    }
    let session = accounts.gate().open(admission, now)?;
    accounts.signed_in(told, request, &session, posted.session, now).await
}

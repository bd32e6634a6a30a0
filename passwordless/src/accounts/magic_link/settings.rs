use std::{fmt, future::Future, sync::Arc, time::Duration};

use url::Url;

use super::{
    super::hooks::{Hook, hook},
    limiter::Limiter,
};
use crate::{Error, Rejection};

/// How magic links are sent, and what they open.
///
/// A link leads to a page of the application, with the token behind a `#`: it reaches no log, and the scanners of mail
/// servers use nothing up. The page's script hands it to `POST /magic-link/complete`; the browser that asked for the
/// link goes on at once, another one is told whose account it is and must confirm.
///
/// ```
/// use passwordless::{Rejection, accounts::MagicLinks};
///
/// /// A look at the users' addresses.
/// async fn find(address: String) -> Result<Option<String>, Rejection> {
/// #   let user_id_of = |_: &str| Some("4df2adbe-255b-489f".to_owned());
///     Ok(user_id_of(&address))
/// }
///
/// let links = MagicLinks::new("https://app.example/recover", find);
/// ```
#[must_use]
pub struct MagicLinks {
    page: String,
    find: Hook<String, Option<String>>,
    life: Duration,
    signs_in: bool,
}

impl MagicLinks {
    /// Links to this page, an absolute URL on an allowed origin, for the user whose e-mail address it is.
    ///
    /// The hook answers with the user's id, and with none for an address that is nobody's: who asks is told the same
    /// in either case. It is asked again when a link is followed: one to an address that is no longer the user's opens
    /// nothing.
    ///
    /// The link goes to the address as it was typed. Compare all of it, or its ASCII letters without their case: in
    /// lower case some letters of Unicode become those of ASCII, and the mailbox may be another's.
    pub fn new<F>(page: impl Into<String>, find: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Option<String>, Rejection>> + Send + 'static,
    {
        Self { page: page.into(), find: hook(find), life: Duration::from_secs(15 * 60), signs_in: false }
    }

    /// How long a link lives, in whole seconds: a quarter of an hour unless set.
    pub fn time_to_live(mut self, life: Duration) -> Self {
        self.life = life;
        self
    }

    /// Lets a link open a full session, so that who reads the mailbox *is* the user.
    ///
    /// Unless this is called, a link opens a [`RecoverySession`](super::super::RecoverySession), which may add a
    /// passkey and nothing else.
    pub fn sign_in(mut self) -> Self {
        self.signs_in = true;
        self
    }

    pub(in crate::accounts) fn checked(self, origins: &[String]) -> Result<Links, Error> {
        let Self { page, find, life, signs_in } = self;
        let is_ours = Url::parse(&page).is_ok_and(|url| {
            let has_more = url.query().is_some() || url.fragment().is_some();
            !has_more && origins.contains(&url.origin().ascii_serialization())
        });
        if !is_ours {
            return Err(Error::config(format!(
                "the page of magic links {page:?} is not on an allowed origin ({}); write it like \
                 `https://app.example/recover`, without `?` and `#`",
                origins.join(", ")
            )));
        }
        if life.as_secs() == 0 {
            return Err(Error::config(
                "magic links would be over before they arrive; give them more time_to_live",
            ));
        }
        Ok(Links { page, find, life, signs_in, limiter: Limiter::new(), places: Arc::new(()) })
    }
}

impl fmt::Debug for MagicLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MagicLinks")
            .field("page", &self.page)
            .field("life", &self.life)
            .field("signs_in", &self.signs_in)
            .finish_non_exhaustive()
    }
}

/// The settings, checked, and what is counted.
pub(in crate::accounts) struct Links {
    pub(super) page: String,
    pub(super) find: Hook<String, Option<String>>,
    pub(super) life: Duration,
    pub(super) signs_in: bool,
    pub(super) limiter: Limiter,
    /// Each e-mail under way holds one.
    pub(super) places: Arc<()>,
}

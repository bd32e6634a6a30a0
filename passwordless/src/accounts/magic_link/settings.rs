use std::{fmt, sync::Arc, time::Duration};

use url::Url;

use super::super::users::{AnyMailboxes, Mailboxes};
use crate::Error;

/// How magic links are sent, and what they open.
///
/// A link leads to a page of the application, with the token behind a `#`: it reaches no log, and the scanners of mail
/// servers use nothing up. The page's script hands it to `POST /magic-link/complete`; the browser that asked for the
/// link goes on at once, another one is told whose account it is and must confirm.
///
/// ```
/// use passwordless::{Rejection, accounts::{MagicLinks, Mailboxes}};
///
/// struct Db;
///
/// impl Mailboxes for Db {
///     async fn user_of(&self, address: &str) -> Result<Option<String>, Rejection> {
/// #       let user_id_of = |_: &str| Some("4df2adbe-255b-489f".to_owned());
///         Ok(user_id_of(address))
///     }
/// }
///
/// let links = MagicLinks::new("https://app.example/recover", Db);
/// ```
#[must_use]
pub struct MagicLinks {
    page: String,
    mailboxes: Arc<dyn AnyMailboxes>,
    life: Duration,
    signs_in: bool,
}

impl MagicLinks {
    /// Links to this page, an absolute URL on an allowed origin, for the users with these e-mail addresses.
    pub fn new(page: impl Into<String>, mailboxes: impl Mailboxes) -> Self {
        let life = Duration::from_secs(15 * 60);
        Self { page: page.into(), mailboxes: Arc::new(mailboxes), life, signs_in: false }
    }

    /// How long a link lives, in whole seconds. Default: a quarter of an hour.
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
        let Self { page, mailboxes, life, signs_in } = self;
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
        Ok(Links { page, mailboxes, life, signs_in, places: Arc::new(()) })
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
    pub(super) mailboxes: Arc<dyn AnyMailboxes>,
    pub(super) life: Duration,
    pub(super) signs_in: bool,
    /// Each e-mail under way holds one.
    pub(super) places: Arc<()>,
}

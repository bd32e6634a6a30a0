use std::sync::Arc;

use super::{Dialect, Next};

/// What the application says of refusals.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// A path of this application: see [`has_local_page`](Settings::has_local_page).
    pub(crate) sign_in_page: Option<Arc<str>>,
    /// The origins of the pages whose scripts may ask.
    pub(crate) origins: Arc<[String]>,
    /// The dialect in which every client is answered.
    pub(crate) dialect: Option<Dialect>,
}

impl Settings {
    /// Whether every browser resolves the sign-in page within the origin.
    pub(crate) fn has_local_page(&self) -> bool {
        self.sign_in_page.as_deref().is_none_or(|page| Next::local(page).is_some())
    }
}

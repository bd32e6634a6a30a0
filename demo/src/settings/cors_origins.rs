//! Pages of other origins of our site.

use url::Url;

use super::{SettingsError, origin};

/// The origins whose pages may use the account's routes beside our own.
///
/// Each is on our host or below it, by the same scheme: passkeys of our host work there, and browsers send our cookie
/// along, since all of it is one site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorsOrigins(Vec<String>);

impl CorsOrigins {
    /// Reads a list with commas between.
    ///
    /// # Errors
    ///
    /// If one of them is no origin, or of another site than `ours`.
    pub(crate) fn parse(list: &str, ours: &Url) -> Result<Self, SettingsError> {
        let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(|entry| same_site(entry, ours)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The origins as browsers write them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

fn same_site(entry: &str, ours: &Url) -> Result<String, SettingsError> {
    let refused = |reason| SettingsError::CorsOrigin { entry: entry.to_owned(), reason };
    let theirs = origin::parse(entry).map_err(|_| refused("it is no origin that can have passkeys"))?;
    let (host, our_host) = (theirs.domain().unwrap_or_default(), ours.domain().unwrap_or_default());
    if theirs.scheme() != ours.scheme() {
        return Err(refused("ORIGIN has another scheme"));
    }
    if host != our_host && !host.strip_suffix(our_host).is_some_and(|rest| rest.ends_with('.')) {
        return Err(refused(
            "it is neither on the host of ORIGIN nor below it, so passkeys of ORIGIN do not work there",
        ));
    }
    Ok(theirs.origin().ascii_serialization())
}

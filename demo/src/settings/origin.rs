//! Where people see us.

use url::Url;

use super::SettingsError;

pub(super) fn read(lookup: &impl Fn(&str) -> Option<String>, port: u16) -> Result<Url, SettingsError> {
    match lookup("ORIGIN") {
        Some(origin) => parse(&origin),
        None => parse(&format!("http://localhost:{port}")),
    }
}

/// Reads an origin that can have passkeys.
///
/// # Errors
///
/// If it cannot; the text says why.
pub(super) fn parse(value: &str) -> Result<Url, SettingsError> {
    let refused = |reason| SettingsError::Origin { value: value.to_owned(), reason };
    let url = Url::parse(value.trim()).map_err(|_| refused("it is not an address"))?;
    match (url.scheme(), url.domain()) {
        (_, None) => Err(refused("passkeys need a host name, and an IP address is none")),
        ("https", Some(_)) | ("http", Some("localhost")) => Ok(()),
        ("http", Some(host)) if host.ends_with(".localhost") => Ok(()),
        _ => Err(refused("browsers allow passkeys by https only, except at localhost")),
    }?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(refused("an origin is scheme, host and port, nothing more"));
    }
    Ok(url)
}

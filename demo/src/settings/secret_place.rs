//! Settings that hold a secret: in a variable, or in what another variable names.

use std::path::PathBuf;

use passwordless::ApiSecret;

use super::SettingsError;
use crate::secrets::{SecretError, SecretSource, SecretText, read_file, warn_if_open};

/// The address of the database, which may hold a password.
pub(super) fn database_url(
    lookup: &impl Fn(&str) -> Option<String>,
) -> Result<Option<SecretText>, SettingsError> {
    Ok(match only(lookup, ["DATABASE_URL", "DATABASE_URL_FILE"])? {
        Some((name @ "DATABASE_URL_FILE", path)) if path.contains("://") => {
            return Err(SettingsError::SecretAsPlace { name, instead: "DATABASE_URL" });
        }
        Some((name @ "DATABASE_URL_FILE", path)) => Some(read_file(name, &file(name, path))?.into()),
        Some((_, value)) => Some(value.into()),
        None => None,
    })
}

/// Where the private key of the application lies.
pub(super) fn api_secret(
    lookup: &impl Fn(&str) -> Option<String>,
) -> Result<Option<SecretSource>, SettingsError> {
    let Some((name, value)) = only(lookup, ["API_SECRET", "API_SECRET_FILE", "API_SECRET_AWS"])? else {
        return Ok(None);
    };
    // A mistaken place is repeated in the log. An ARN, which has `:secret:` in it too, is not a secret of ours.
    if name != "API_SECRET" && ApiSecret::new(value.as_str()).is_ok() {
        return Err(SettingsError::SecretAsPlace { name, instead: "API_SECRET" });
    }
    Ok(Some(match name {
        "API_SECRET_FILE" => SecretSource::File(file(name, value)),
        "API_SECRET_AWS" => SecretSource::Aws(value.parse()?),
        _ => SecretSource::Given(value.parse().map_err(|source| SecretError::Key { name, source })?),
    }))
}

/// The one variable of these that is set; which of two held would be a guess.
fn only<const N: usize>(
    lookup: &impl Fn(&str) -> Option<String>,
    names: [&'static str; N],
) -> Result<Option<(&'static str, String)>, SettingsError> {
    let mut found = names.into_iter().filter_map(|name| Some((name, lookup(name)?)));
    match (found.next(), found.next()) {
        (Some((first, _)), Some((second, _))) => Err(SettingsError::SecretTwice { names: [first, second] }),
        (found, _) => Ok(found),
    }
}

fn file(name: &'static str, path: String) -> PathBuf {
    let path = PathBuf::from(path);
    warn_if_open(name, &path);
    path
}

//! The setting `TRUSTED_PROXIES`.

use passwordless::accounts::TrustedProxies;

use super::SettingsError;

/// Reads the addresses and networks of our own proxies: `10.0.0.0/8, ::1`.
pub(super) fn parse(list: &str) -> Result<TrustedProxies, SettingsError> {
    let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let refused = |entry: &str| {
        let entry = entry.to_owned();
        move |source| SettingsError::Proxy { entry, source }
    };
    for entry in entries {
        TrustedProxies::new([entry]).map_err(refused(entry))?;
    }
    TrustedProxies::new([list]).map_err(refused(list))
}

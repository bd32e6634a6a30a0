//! From the settings to what was configured.

use super::{BuildError, Passwordless, PasswordlessBuilder};
use crate::{Gate, Policy, TrustedProxies, refusal::Settings};

impl<P: From<Passwordless>> PasswordlessBuilder<P> {
    /// Checks it all. Does no I/O.
    ///
    /// # Errors
    ///
    /// [`BuildError`] names the setting: no origin is usable, or https is mixed with plain http; key or store are
    /// missing; no cookie can have the name; the store forgets the known passkeys; a trusted proxy is no address; the
    /// sign-in page is no path; or something about the accounts does not fit.
    pub fn build(self) -> Result<P, BuildError> {
        let of_origins = |error| BuildError::of("origins", error);
        let policy = Policy::new(&self.origins).map_err(of_origins)?;
        let policy = match self.narrow {
            Some(narrow) => narrow(policy),
            None => policy,
        };
        if self.key.is_none() && self.has_sessions {
            return Err(BuildError::new(
                "key",
                "no key seals the sessions; call PasswordlessBuilder::key with SessionKey::from_env(\"SECRET_KEY\"), or \
                 PasswordlessBuilder::without_sessions where the application has its own",
            ));
        }
        let store = self.store.ok_or_else(|| {
            BuildError::new(
                "store",
                "nothing remembers spent tokens; call PasswordlessBuilder::store with SingleProcess::new(), or with \
                 a store that all processes share",
            )
        })?;
        let refusals = Settings { origins: self.origins.into(), ..self.refusals };
        if !refusals.has_local_page() {
            return Err(BuildError::new(
                "sign_in_page",
                "the sign-in page is no path of this application; write it like `/sign-in`",
            ));
        }
        let gate = match self.key {
            Some(key) if self.has_sessions => Gate::new(policy, key, store),
            _ => Gate::without_sessions(policy, store),
        };
        let gate = gate.map_err(of_origins)?.session_limits(self.limits);
        let gate = match self.cookie_name {
            Some(name) => {
                gate.with_cookie_name(&name).map_err(|error| BuildError::of("cookie_name", error))?
            }
            None => gate,
        };
        let gate = match self.only_known_passkeys {
            true => {
                gate.only_known_passkeys().map_err(|error| BuildError::of("only_known_passkeys", error))?
            }
            false => gate,
        };
        let proxies = TrustedProxies::new(self.trusted_proxies)
            .map_err(|error| BuildError::of("trusted_proxies", error))?;
        let accounts = match proxies.is_empty() {
            // Those that the accounts were told of themselves stay.
            true => self.accounts,
            false => self.accounts.trusted_proxies(proxies),
        };
        let accounts = accounts.build(self.client, gate);
        let accounts = accounts.map_err(|error| BuildError::of("accounts", error))?;
        let documents = self.well_known.build().map_err(|error| BuildError::of("well_known", error))?;
        Ok(Passwordless::new(accounts, refusals, documents).into())
    }
}

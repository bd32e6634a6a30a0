//! Settings that each make sense, and do not fit together.

use std::fmt;

use url::{Host, Url};

use crate::settings::Settings;
use crate::state::Application;

/// What is looked at.
#[derive(Debug)]
pub(super) struct Look<'a> {
    origin: &'a Url,
    port: u16,
    has_proxies: bool,
    api: Option<Url>,
    emulated: bool,
}

/// Something that cannot be right, or not for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    text: String,
    /// Whether it is in order while an application is written.
    is_usual: bool,
}

impl Doubt {
    /// Says it, once.
    pub(super) fn log(&self) {
        match self.is_usual {
            true => tracing::info!("{self}"),
            false => tracing::warn!("{self}"),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What is doubtful about the settings, in Rocket's managed state.
#[derive(Debug)]
pub(super) struct Doubts(pub(super) Vec<Doubt>);

impl<'a> Look<'a> {
    pub(super) fn at(settings: &'a Settings, application: &Application) -> Self {
        Self {
            origin: &settings.origin,
            port: settings.port,
            has_proxies: !settings.serving.trusted_proxies.is_empty(),
            api: Url::parse(&application.api_url).ok(),
            emulated: application.emulator.is_some(),
        }
    }

    /// Everything doubtful about them.
    pub(super) fn doubts(&self) -> Vec<Doubt> {
        [self.service(), self.port()].into_iter().flatten().collect()
    }

    /// Browsers and the service must be able to meet.
    fn service(&self) -> Option<Doubt> {
        let (origin, api) = (shown(self.origin), self.api.as_ref()?);
        let (text, is_usual) = match (is_this_machine(self.origin), is_this_machine(api)) {
            (false, true) => {
                let (who, change) = match self.emulated {
                    true => ("the emulator listens", "Set API_URL, API_SECRET and API_KEY"),
                    false => ("API_URL is", "Set API_URL to an address that all of them reach"),
                };
                let api = shown(api);
                (
                    format!(
                        "ORIGIN is {origin}, and {who} {}{api}: no browser on another machine reaches the service. \
                         {change}",
                        if self.emulated { "at " } else { "" },
                    ),
                    false,
                )
            }
            (true, false) => (
                format!(
                    "ORIGIN is {origin}: only browsers on this machine can use passkeys here. Set ORIGIN to the \
                     https address that people see, as in ORIGIN=https://app.example, before others are to sign in"
                ),
                true,
            ),
            _ => return None,
        };
        Some(Doubt { text, is_usual })
    }

    /// Without a proxy, people reach us at our own port.
    fn port(&self) -> Option<Doubt> {
        let (origin, port) = (shown(self.origin), self.port);
        let theirs =
            self.origin.port_or_known_default().filter(|theirs| *theirs != port && !self.has_proxies)?;
        let text = format!(
            "ORIGIN is {origin}, which is port {theirs}, and the server listens on port {port}. If a proxy stands in \
             between, name it in TRUSTED_PROXIES; if not, set PORT={theirs}, or ORIGIN to an address with port {port}"
        );
        Some(Doubt { text, is_usual: false })
    }
}

/// As browsers write it.
fn shown(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings that each doubt names, of one such set-up.
    fn named(origin: &str, port: u16, has_proxies: bool, api: &str, emulated: bool) -> Vec<String> {
        let origin = Url::parse(origin).unwrap();
        let api = Url::parse(api).ok();
        let doubts = Look { origin: &origin, port, has_proxies, api, emulated }.doubts();
        for Doubt { text, .. } in &doubts {
            assert!(text.contains(&shown(&origin)), "what was seen: {text}");
        }
        doubts.into_iter().map(|doubt| doubt.text).collect()
    }

    #[test]
    fn settings_that_fit_together_raise_no_doubt() {
        for (origin, port, has_proxies, api, emulated) in [
            ("http://localhost:4000", 4000, false, "http://127.0.0.1:5000", true),
            ("http://shop.localhost:4000", 4000, false, "http://[::1]:5000", false),
            ("https://app.example", 4000, true, "https://v4.passwordless.dev", false),
            ("https://app.example:4000", 4000, false, "https://v4.passwordless.dev", false),
            ("https://app.example", 443, false, "https://v4.passwordless.dev", false),
        ] {
            assert_eq!(named(origin, port, has_proxies, api, emulated), [""; 0], "{origin}");
        }
    }

    #[test]
    fn each_doubt_names_the_setting_to_change() {
        for (origin, port, has_proxies, api, emulated, words) in [
            ("https://app.example", 4000, true, "http://127.0.0.1:5000", true, "Set API_URL, API_SECRET"),
            (
                "https://app.example",
                4000,
                true,
                "http://localhost:5000",
                false,
                "API_URL is http://localhost:5000",
            ),
            (
                "http://localhost:4000",
                4000,
                false,
                "https://v4.passwordless.dev",
                false,
                "Set ORIGIN to the https",
            ),
            ("http://localhost:4001", 4000, false, "http://127.0.0.1:5000", true, "set PORT=4001"),
            ("https://app.example", 4000, false, "https://v4.passwordless.dev", false, "TRUSTED_PROXIES"),
        ] {
            let doubts = named(origin, port, has_proxies, api, emulated);
            assert_eq!(doubts.len(), 1, "{origin}: {doubts:?}");
            assert!(doubts[0].contains(words), "{words} in {doubts:?}");
        }
    }
}

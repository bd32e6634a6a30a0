//! Where the controls may be asked from.

use std::net::IpAddr;

/// By which names and addresses a request may have come to the controls.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach {
    /// Where the emulator listens, if that is not only this machine.
    pub(crate) host: Option<IpAddr>,
    /// Host names that reach it, such as `emulator` in a network of containers.
    pub(crate) names: Vec<String>,
}

impl Reach {
    /// Whether this name was allowed, in any case.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

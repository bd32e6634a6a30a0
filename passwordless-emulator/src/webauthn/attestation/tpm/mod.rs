//! Trusted platform modules: WebAuthn section 8.3.

mod certificate;
mod structures;
mod vendors;
mod verify;

pub(super) use verify::verify;

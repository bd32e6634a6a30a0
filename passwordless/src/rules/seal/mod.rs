//! Sealing: what a browser keeps for us, and can neither read nor change.

mod percent;
mod sealed;
mod session_key;

pub use session_key::SessionKey;

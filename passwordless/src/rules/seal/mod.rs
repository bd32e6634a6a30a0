//! Sealing: what a browser keeps for us, and can neither read nor change.

mod header;
mod kept;
mod percent;
mod sealed;
mod session_key;

pub(crate) use header::{each_value, trim};
pub use session_key::SessionKey;

//! Links by e-mail, for users who lost their passkeys.

pub(super) mod ask;
mod asked;
pub(super) mod follow;
mod link;
mod settings;

pub(super) use settings::Links;
pub use settings::MagicLinks;

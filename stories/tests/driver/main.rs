//! The driver against pages of our own: what the stories rely on.

mod pages;
mod passkeys;
mod server;
mod watching;

//! What users are called, and where they get mail.

mod email;
mod name;

pub(crate) use email::Address;
pub(crate) use name::{InvalidName, Name};

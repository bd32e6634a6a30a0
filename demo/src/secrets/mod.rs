//! Secrets: the places where they lie, and how they are fetched from there.

mod aws;
mod error;
mod file;
mod source;
mod text;

pub use aws::AwsSecret;
pub use error::SecretError;
pub(crate) use file::read as read_file;
pub(crate) use file::warn_if_open;
pub use source::SecretSource;
pub use text::SecretText;

//! A secret in AWS Secrets Manager; reading it needs the feature `aws`.

#[cfg(feature = "aws")]
mod ask;
#[cfg(feature = "aws")]
mod error;

use std::str::FromStr;

use crate::secrets::SecretError;

/// The name of a secret there, and of the field if it is a JSON object: `NAME` or `NAME#FIELD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsSecret {
    /// The name, or the ARN.
    pub id: String,
    /// Which text of the JSON object is meant, if it is one.
    pub field: Option<String>,
}

impl FromStr for AwsSecret {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<Self, SecretError> {
        if !cfg!(feature = "aws") {
            return Err(SecretError::NoAws);
        }
        // Neither a name nor an ARN has this character.
        let (id, field) = match text.trim().split_once('#') {
            Some((id, field)) => (id, Some(field)),
            None => (text.trim(), None),
        };
        if id.is_empty() || field == Some("") {
            return Err(SecretError::UnreadableAws { value: text.to_owned() });
        }
        Ok(Self { id: id.to_owned(), field: field.map(str::to_owned) })
    }
}

impl AwsSecret {
    /// Asks for the secret as it is now.
    ///
    /// # Errors
    ///
    /// If it is not there, may not be read, or is no text; the text names the setting.
    #[cfg(feature = "aws")]
    pub(super) async fn read(&self) -> Result<String, SecretError> {
        ask::read(self).await
    }

    /// This build cannot.
    #[cfg(not(feature = "aws"))]
    #[expect(clippy::unused_async, reason = "with the feature it waits")]
    pub(super) async fn read(&self) -> Result<String, SecretError> {
        Err(SecretError::NoAws)
    }
}

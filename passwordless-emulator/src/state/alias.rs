//! Other names of users.

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};

use crate::encoding;

/// A name that belongs to one user of an application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) hash: String,
    pub(crate) user_id: String,
    pub(crate) plaintext: Option<String>,
}

impl Alias {
    pub(crate) fn new(app: &str, user_id: &str, alias: &str, hashing: bool) -> Self {
        Self {
            hash: hash(app, alias),
            user_id: user_id.to_owned(),
            plaintext: (!hashing).then(|| alias.to_owned()),
        }
    }
}

/// What an alias is looked up by.
pub(crate) fn hash(app: &str, alias: &str) -> String {
    encoding::standard(digest::digest(&digest::SHA256, format!("{app}{alias}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn the_hash_is_the_services() {
        assert_eq!(hash("acme1", "fry@example.test"), "vOEp23KxOkKxXkJUTeXbYXa9BgsHkJWg2Jm7HWDxIrM=");
    }
}

//! Reading the options of a ceremony, as a browser does.

use serde_json::Value;
use url::Url;

use super::{Algorithm, PasskeyError};
use crate::encoding;

/// Options of `create` or `get`.
#[derive(Clone, Copy)]
pub(super) struct Options<'a>(pub(super) &'a Value);

impl<'a> Options<'a> {
    pub(super) fn text(self, name: &'static str) -> Result<&'a str, PasskeyError> {
        self.0[name].as_str().ok_or(PasskeyError::Options(name))
    }

    /// The relying party: the origin's host where the options name none.
    pub(super) fn relying_party(self, origin: &str) -> Result<String, PasskeyError> {
        let named = self.0["rp"]["id"].as_str().or_else(|| self.0["rpId"].as_str());
        match named {
            Some(id) => Ok(id.to_owned()),
            None => Url::parse(origin)
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned))
                .ok_or(PasskeyError::Options("rp.id")),
        }
    }

    pub(super) fn user_handle(self) -> Result<Vec<u8>, PasskeyError> {
        let handle = self.0["user"]["id"].as_str().and_then(encoding::from_url);
        handle.ok_or(PasskeyError::Options("user.id"))
    }

    /// The ids of a list of credentials.
    pub(super) fn descriptors(self, name: &'static str) -> Result<Vec<Vec<u8>>, PasskeyError> {
        let Some(list) = self.0[name].as_array() else { return Ok(Vec::new()) };
        list.iter()
            .map(|descriptor| descriptor["id"].as_str().and_then(encoding::from_url))
            .collect::<Option<_>>()
            .ok_or(PasskeyError::Options(name))
    }

    /// The offered algorithms that are known here, in their order.
    pub(super) fn algorithms(self) -> Result<Vec<Algorithm>, PasskeyError> {
        let list = self.0["pubKeyCredParams"].as_array().ok_or(PasskeyError::Options("pubKeyCredParams"))?;
        Ok(list.iter().filter_map(|entry| Algorithm::from_number(entry["alg"].as_i64()?)).collect())
    }

    /// Whether the passkey has to be found without an allow list.
    pub(super) fn wants_discoverable(self) -> bool {
        let selection = &self.0["authenticatorSelection"];
        match selection["residentKey"].as_str() {
            Some(wish) => wish != "discouraged",
            None => selection["requireResidentKey"].as_bool().unwrap_or(false),
        }
    }
}

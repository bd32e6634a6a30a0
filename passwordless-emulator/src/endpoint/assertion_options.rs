//! The options that a page hands to `navigator.credentials.get`.

use serde::Serialize;

use super::attestation_options::Descriptor;

/// Members in the service's order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestOptions<'a> {
    pub(super) challenge: &'a str,
    pub(super) timeout: u32,
    pub(super) rp_id: Option<&'a str>,
    pub(super) allow_credentials: Vec<Descriptor>,
    pub(super) user_verification: &'a str,
    pub(super) hints: &'a [String],
}

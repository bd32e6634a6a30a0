use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};

use super::ErrorCode;
use crate::api::wire::nulls;

/// A refusal of the service: what we keep of its
/// [problem document](https://www.rfc-editor.org/rfc/rfc9457).
///
/// Its title and detail are left out on purpose: the service quotes the first characters of the token or key that
/// it was given in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: u16,
    code: Option<ErrorCode>,
    fields: Vec<String>,
    trace_id: Option<String>,
    feature_off: bool,
    unsuccessful: bool,
}

/// The document as it comes. Whatever is missing, null or of another type counts as absent: a refusal must stay
/// a refusal.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Document {
    #[serde(rename = "type", deserialize_with = "nulls::lenient_text")]
    kind: Option<String>,
    #[serde(deserialize_with = "nulls::lenient_text")]
    error_code: Option<String>,
    #[serde(deserialize_with = "nulls::lenient_text")]
    trace_id: Option<String>,
    #[serde(deserialize_with = "nulls::lenient_map")]
    errors: BTreeMap<String, IgnoredAny>,
}

impl Problem {
    /// Reads the body of an error answer. Never fails: the service often answers with no body at all.
    pub(crate) fn read(status: u16, body: &[u8]) -> Self {
        let document: Document = serde_json::from_slice(body).unwrap_or_default();
        let fragment = document.kind.as_deref().and_then(fragment);
        let code = document.error_code.as_deref().or(fragment).and_then(ErrorCode::read);
        Self {
            status,
            feature_off: status == 403 && document.error_code.is_none() && fragment == Some(""),
            code: code.filter(|code| !names_a_header(code)),
            fields: document.errors.into_keys().filter(|name| is_name(name)).collect(),
            trace_id: document.trace_id.filter(|id| is_trace_id(id)),
            unsuccessful: false,
        }
    }

    /// A 200 that says `success: false`.
    pub(in crate::api) fn unsuccessful(status: u16) -> Self {
        Self { unsuccessful: true, ..Self::read(status, b"") }
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The [error code](https://docs.passwordless.dev/guide/errors.html): the member `errorCode`, or else the
    /// fragment of `type`.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.code.as_ref()
    }

    /// The names of the fields that the service's validation refused.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(String::as_str)
    }

    /// The service's name for this exchange, to be given to its support.
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    pub(in crate::api) fn is_our_key(&self) -> bool {
        match (self.status, &self.code) {
            (401, _) | (403, Some(ErrorCode::Forbidden)) => true,
            (403, None) => !self.feature_off,
            _ => false,
        }
    }

    pub(in crate::api) fn is_refusal(&self) -> bool {
        let is_document = self.code.is_some() || self.feature_off || !self.fields.is_empty();
        let is_other = self.is_our_key() || self.is_token_refused();
        (400..500).contains(&self.status) && is_document && !is_other
    }

    pub(in crate::api) fn is_token_refused(&self) -> bool {
        use ErrorCode::{ExpiredToken, InvalidToken, InvalidTokenFormat, MissingToken};
        let by_code =
            matches!(self.code, Some(ExpiredToken | InvalidToken | InvalidTokenFormat | MissingToken));
        self.unsuccessful || (by_code && !self.is_our_key())
    }

    /// One sentence for operators: what was refused, and what to do about it.
    pub(crate) fn sentence(&self) -> String {
        let status = self.status;
        let code = self.code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
        let advice = self.advice();
        let fields = match self.fields.join(", ") {
            names if names.is_empty() => names,
            names => format!("; fields: {names}"),
        };
        format!("the service answered {status}{code}: {advice}{fields}")
    }

    fn advice(&self) -> &'static str {
        if self.unsuccessful {
            return "it says `success: false`, so the token is refused";
        }
        if self.is_our_key() {
            return if self.status == 401 {
                "the API secret was refused; check API_SECRET (complete? of this application? not locked?) \
                 and that API_URL is the service that issued it"
            } else {
                "the API secret lacks a permission; give it `token_register` and `token_verify` in the admin console"
            };
        }
        match &self.code {
            Some(ErrorCode::ExpiredToken) => "the token has expired; let the browser fetch a new one",
            Some(ErrorCode::InvalidToken | ErrorCode::InvalidTokenFormat | ErrorCode::MissingToken) => {
                "the token is refused: of another kind or application, cut short, or too old"
            }
            Some(ErrorCode::AliasConflict) => "an alias belongs to another user; choose another",
            Some(ErrorCode::MaxUsersReached) => {
                "the application's number of users is used up; delete those who never finished a registration, or raise it in \
                 its plan"
            }
            Some(ErrorCode::AttestationNotSupportedOnPlan | ErrorCode::InvalidAttestation) => {
                "this attestation is not available to the application; use Attestation::None or change its plan"
            }
            Some(ErrorCode::MagicLinkEmailAdminAddressOnly) => {
                "an application younger than a day may mail its administrators only"
            }
            Some(ErrorCode::MagicLinkEmailQuotaExceeded) => "the month's magic links are used up",
            _ if self.feature_off => {
                "this feature is switched off for the application; switch it on in the admin console"
            }
            _ => self.advice_by_status(),
        }
    }

    fn advice_by_status(&self) -> &'static str {
        match self.status {
            300..=399 => {
                "a redirect, which is not followed because it would carry the API secret elsewhere; \
                 set API_URL to the final address"
            }
            400 | 415 | 422 => "the request was refused as malformed",
            404 | 405 => "no such call; check the path of API_URL (self-hosted services end in `/api`)",
            413 => "the request was too large",
            429 => "too many requests; try again later",
            500 => "it failed; to a verify call this may also be its answer to a forged token",
            502..=504 => "it is not available; try again later",
            _ => "the request was refused",
        }
    }
}

/// The fragment of a `type` of the service's own; validation problems point into an RFC instead.
fn fragment(kind: &str) -> Option<&str> {
    let (page, fragment) = kind.split_once('#')?;
    page.ends_with("/errors.html").then_some(fragment)
}

/// A 401 carries the name of the header that it missed where other refusals have their code.
fn names_a_header(code: &ErrorCode) -> bool {
    matches!(code.as_str(), "ApiKey" | "ApiSecret" | "ManagementKey")
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'[' | b']' | b'$'))
}

fn is_trace_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

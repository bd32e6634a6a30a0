//! The problem document, and the catalogue of what goes wrong.

use std::borrow::Cow;

use http::StatusCode;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::json::Malformed;
use crate::random;

const DOCS: &str = "https://docs.passwordless.dev/guide/errors.html#";
const STATUS_PAGE: &str = "https://tools.ietf.org/html/rfc9110#section-15.";

/// An answer that says no, as `application/problem+json`.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    kind: Cow<'static, str>,
    title: Cow<'static, str>,
    detail: Option<Cow<'static, str>>,
    errors: Vec<(&'static str, Cow<'static, str>)>,
    credential_id: Option<Option<String>>,
    code: Code,
    challenge: Option<&'static str>,
}

/// The member `errorCode`: some problems have none, some have it as null.
#[derive(Clone, Copy, Debug)]
enum Code {
    Absent,
    Null,
    Named(&'static str),
}

impl Problem {
    fn new(
        status: StatusCode,
        kind: impl Into<Cow<'static, str>>,
        title: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            kind: kind.into(),
            title: title.into(),
            detail: None,
            errors: Vec::new(),
            credential_id: None,
            code: Code::Absent,
            challenge: None,
        }
    }

    /// An error that the service's documentation names by a code.
    pub(crate) fn coded(status: StatusCode, code: &'static str, title: impl Into<Cow<'static, str>>) -> Self {
        Self { code: Code::Named(code), ..Self::new(status, format!("{DOCS}{code}"), title) }
    }

    /// A 400 with a code.
    pub(crate) fn bad_request(code: &'static str, title: impl Into<Cow<'static, str>>) -> Self {
        Self::coded(StatusCode::BAD_REQUEST, code, title)
    }

    /// A 400 of the service that has no code, and says so with a null.
    pub(crate) fn uncoded(title: &'static str) -> Self {
        Self { code: Code::Null, ..Self::new(StatusCode::BAD_REQUEST, DOCS, title) }
    }

    /// Fields that were read but may not be so.
    pub(crate) fn validation(errors: Vec<(&'static str, Cow<'static, str>)>) -> Self {
        let kind = format!("{STATUS_PAGE}5.1");
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, kind, "One or more validation errors occurred.") }
    }

    /// One field that may not be so.
    pub(crate) fn invalid(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::validation(vec![(field, message.into())])
    }

    /// A key that is missing, unknown or not for this endpoint.
    pub(crate) fn unauthorized(header: &'static str, title: String, detail: String) -> Self {
        Self {
            detail: Some(detail.into()),
            challenge: Some(header),
            ..Self::new(StatusCode::UNAUTHORIZED, format!("{DOCS}{header}"), title)
        }
    }

    /// A good key that may not do this.
    pub(crate) fn lacking_scope(scope: &'static str) -> Self {
        let detail = format!("The key was recognised, but it may not do this. Required scopes: {scope}");
        let kind = format!("{DOCS}forbidden");
        Self {
            detail: Some(detail.into()),
            ..Self::new(StatusCode::FORBIDDEN, kind, "This key may not do this")
        }
    }

    /// A request that cannot be read. The real service answers these with an empty body.
    pub(crate) fn malformed(why: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format!("{STATUS_PAGE}5.1"), why)
    }

    /// A body that does not say it is JSON. The real service answers these with an empty body.
    pub(crate) fn not_json() -> Self {
        let title = "The body must be JSON: send `Content-Type: application/json`.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{STATUS_PAGE}5.16"), title)
    }

    /// The emulator's own fault.
    pub(crate) fn internal(detail: &'static str) -> Self {
        let title = "The emulator could not do this.";
        let kind = format!("{STATUS_PAGE}6.1");
        Self { detail: Some(detail.into()), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, kind, title) }
    }

    /// Adds what the client called the credential that nobody knows.
    pub(crate) fn about_credential(mut self, id: Option<String>) -> Self {
        self.credential_id = Some(id);
        self
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// The value of `WWW-Authenticate`.
    pub(super) fn challenge(&self) -> Option<&'static str> {
        self.challenge
    }
}

impl From<Malformed> for Problem {
    fn from(malformed: Malformed) -> Self {
        Self::malformed(malformed.into_reason())
    }
}

/// The members in the order of the real service.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Errors<'a>(&'a [(&'static str, Cow<'static, str>)]);

        impl Serialize for Errors<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(field, message)| (field, [message])))
            }
        }

        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("status", &self.status.as_u16())?;
        if let Some(detail) = &self.detail {
            map.serialize_entry("detail", detail)?;
        }
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &Errors(&self.errors))?;
        }
        if let Some(id) = &self.credential_id {
            map.serialize_entry("credentialId", id)?;
        }
        match self.code {
            Code::Absent => {}
            Code::Null => map.serialize_entry("errorCode", &())?,
            Code::Named(code) => map.serialize_entry("errorCode", code)?,
        }
        let trace = format!("00-{}-{}-00", random::hex::<16>(), random::hex::<8>());
        map.serialize_entry("traceId", &trace)?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(problem: &Problem) -> Vec<String> {
        let text = serde_json::to_string(problem).unwrap();
        let order = ["type", "title", "status", "detail", "errors", "credentialId", "errorCode", "traceId"];
        let mut found: Vec<_> = order
            .iter()
            .filter_map(|name| text.find(&format!("\"{name}\":")).map(|place| (place, (*name).to_owned())))
            .collect();
        found.sort();
        found.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn members_come_in_the_order_of_the_service() {
        let unknown = Problem::bad_request("unknown_credential", "t").about_credential(None);
        assert_eq!(members(&unknown), ["type", "title", "status", "credentialId", "errorCode", "traceId"]);
        assert_eq!(
            members(&Problem::invalid("userId", "m")),
            ["type", "title", "status", "errors", "traceId"]
        );
        let unauthorized = Problem::unauthorized("ApiKey", String::new(), String::new());
        assert_eq!(members(&unauthorized), ["type", "title", "status", "detail", "traceId"]);
        let uncoded = serde_json::to_value(Problem::uncoded("t")).unwrap();
        assert!(uncoded["errorCode"].is_null() && uncoded.get("errorCode").is_some());
    }
}

//! The problem document, and the catalogue of what goes wrong.

use std::borrow::Cow;

use http::{
    StatusCode,
    header::{ALLOW, HeaderName, WWW_AUTHENTICATE},
};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::{json::Malformed, random};

const DOCS: &str = "https://docs.passwordless.dev/guide/errors.html#";
const STATUS_PAGE: &str = "https://tools.ietf.org/html/rfc9110#section-15.";

/// An answer that says no: as `application/problem+json`, or without a body where the service sends none.
#[derive(Debug)]
pub(crate) struct Problem(Box<Contents>);

/// Boxed, so that results stay small.
#[derive(Debug)]
struct Contents {
    status: StatusCode,
    /// A header that explains the status.
    header: Option<(HeaderName, Cow<'static, str>)>,
    document: Option<Document>,
}

#[derive(Debug)]
pub(super) struct Document {
    status: StatusCode,
    kind: Cow<'static, str>,
    title: Cow<'static, str>,
    detail: Option<Cow<'static, str>>,
    errors: Vec<Invalid>,
    credential_id: Option<Option<String>>,
    code: Code,
}

/// A field that was read but may not be so, and why not.
#[derive(Debug)]
pub(crate) struct Invalid {
    pub(crate) field: &'static str,
    pub(crate) messages: Vec<Cow<'static, str>>,
}

/// The member `errorCode`: some problems have none, some have it as null.
#[derive(Debug, Clone, Copy)]
enum Code {
    Absent,
    Null,
    Named(&'static str),
}

impl Document {
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
        }
    }
}

impl From<Document> for Problem {
    fn from(document: Document) -> Self {
        Self(Box::new(Contents { status: document.status, header: None, document: Some(document) }))
    }
}

impl Problem {
    /// Nothing but a status.
    pub(crate) fn bare(status: StatusCode) -> Self {
        Self(Box::new(Contents { status, header: None, document: None }))
    }

    /// A known path, asked in a way that it does not know.
    pub(crate) fn method_not_allowed(allowed: String) -> Self {
        Self::bare(StatusCode::METHOD_NOT_ALLOWED).explained_by(ALLOW, allowed)
    }

    /// An error that the service's documentation names by a code.
    pub(crate) fn coded(status: StatusCode, code: &'static str, title: impl Into<Cow<'static, str>>) -> Self {
        let document = Document::new(status, format!("{DOCS}{code}"), title);
        Document { code: Code::Named(code), ..document }.into()
    }

    /// A 400 with a code.
    pub(crate) fn bad_request(code: &'static str, title: impl Into<Cow<'static, str>>) -> Self {
        Self::coded(StatusCode::BAD_REQUEST, code, title)
    }

    /// A 400 of the service that has no code, and says so with a null.
    pub(crate) fn uncoded(title: &'static str) -> Self {
        Self::uncoded_with(StatusCode::BAD_REQUEST, title)
    }

    /// An error of the service that has no code, and says so with a null.
    pub(crate) fn uncoded_with(status: StatusCode, title: &'static str) -> Self {
        Document { code: Code::Null, ..Document::new(status, DOCS, title) }.into()
    }

    /// Fields that were read but may not be so.
    pub(crate) fn validation(errors: Vec<Invalid>) -> Self {
        let title = "One or more validation errors occurred.";
        let document = Document::new(StatusCode::BAD_REQUEST, format!("{STATUS_PAGE}5.1"), title);
        Document { errors, ..document }.into()
    }

    /// One field that may not be so.
    pub(crate) fn invalid(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::validation(vec![Invalid { field, messages: vec![message.into()] }])
    }

    /// A key that is missing, unknown or not for this endpoint.
    pub(crate) fn unauthorized(header: &'static str, title: String, detail: Option<String>) -> Self {
        let document = Document::new(StatusCode::UNAUTHORIZED, format!("{DOCS}{header}"), title);
        let problem = Self::from(Document { detail: detail.map(Cow::from), ..document });
        problem.explained_by(WWW_AUTHENTICATE, header)
    }

    /// A good key that may not do this.
    pub(crate) fn lacking_scope(scope: &'static str) -> Self {
        Self::forbidden(format!("The key was recognised, but it may not do this. Required scopes: {scope}"))
    }

    /// Something that this key, or this application, may not do.
    pub(crate) fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        let kind = format!("{DOCS}forbidden");
        let document = Document::new(StatusCode::FORBIDDEN, kind, "This may not be done here.");
        Document { detail: Some(detail.into()), ..document }.into()
    }

    /// A request that cannot be read. The real service answers these with an empty body.
    pub(crate) fn malformed(why: impl Into<Cow<'static, str>>) -> Self {
        Document::new(StatusCode::BAD_REQUEST, format!("{STATUS_PAGE}5.1"), why).into()
    }

    /// A body that does not say it is JSON. The real service answers these with an empty body.
    pub(super) fn not_json() -> Self {
        let title = "The body must be JSON: send `Content-Type: application/json`.";
        Document::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{STATUS_PAGE}5.16"), title).into()
    }

    /// A control that is not there.
    pub(crate) fn unknown_control() -> Self {
        let title = "There is no such control; the emulator's README lists them.";
        Document::new(StatusCode::NOT_FOUND, format!("{STATUS_PAGE}5.5"), title).into()
    }

    /// The emulator's own fault.
    pub(crate) fn internal(detail: &'static str) -> Self {
        let title = "The emulator could not do this.";
        let document = Document::new(StatusCode::INTERNAL_SERVER_ERROR, format!("{STATUS_PAGE}6.1"), title);
        Document { detail: Some(detail.into()), ..document }.into()
    }

    /// Adds what the client called the unknown credential.
    pub(crate) fn about_credential(mut self, id: Option<String>) -> Self {
        if let Some(document) = &mut self.0.document {
            document.credential_id = Some(id);
        }
        self
    }

    pub(super) fn status(&self) -> StatusCode {
        self.0.status
    }

    pub(super) fn header(&self) -> Option<(HeaderName, Cow<'static, str>)> {
        self.0.header.clone()
    }

    pub(super) fn document(&self) -> Option<&Document> {
        self.0.document.as_ref()
    }

    fn explained_by(mut self, name: HeaderName, value: impl Into<Cow<'static, str>>) -> Self {
        self.0.header = Some((name, value.into()));
        self
    }
}

impl From<Malformed> for Problem {
    fn from(malformed: Malformed) -> Self {
        Self::malformed(malformed.into_reason())
    }
}

/// The members in the order of the real service.
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Errors<'a>(&'a [Invalid]);

        impl Serialize for Errors<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|invalid| (invalid.field, &invalid.messages)))
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
impl Problem {
    pub(crate) fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self.document()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(problem: &Problem) -> Vec<String> {
        let text = serde_json::to_string(problem.document().unwrap()).unwrap();
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
        let unauthorized = Problem::unauthorized("ApiKey", String::new(), Some(String::new()));
        assert_eq!(members(&unauthorized), ["type", "title", "status", "detail", "traceId"]);
        let uncoded = Problem::uncoded("t").to_json();
        assert!(uncoded["errorCode"].is_null() && uncoded.get("errorCode").is_some());
    }
}

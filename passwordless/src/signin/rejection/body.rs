use serde::Serialize;

use super::{Reason, Rejection};

/// A problem document by [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), with our stable code.
#[derive(Serialize)]
struct Document<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'a str>,
    /// In seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_age: Option<u64>,
}

impl Rejection {
    /// The body for programs: a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) as JSON.
    ///
    /// Beside the members of the standard it has the `code`, and where a step-up is required its `purpose` and the
    /// `max_age` of a confirmation in seconds.
    pub fn body(&self) -> String {
        let (purpose, max_age) = match self.reason {
            Reason::StepUpRequired { purpose, max_age } => (Some(purpose), Some(max_age.as_secs())),
            _ => (None, None),
        };
        let document = Document {
            r#type: "about:blank",
            title: title(self.status()),
            status: self.status(),
            code: self.code(),
            detail: self.reason.sentence(),
            purpose,
            max_age,
        };
        // Text and numbers can always be written.
        serde_json::to_string(&document).unwrap_or_default()
    }
}

/// With the type `about:blank`, the title is the status's own.
fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

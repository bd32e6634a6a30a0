use std::{borrow::Cow, sync::OnceLock};

use serde::Serialize;

use super::{Reason, Rejection};

/// What was written of each reason, which is always the same.
static WRITTEN: [OnceLock<String>; Reason::COUNT] = [const { OnceLock::new() }; Reason::COUNT];

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
    pub fn body(&self) -> Cow<'static, str> {
        match WRITTEN.get(self.reason as usize) {
            Some(written) if self.step_up.is_none() => written.get_or_init(|| self.write_body()).into(),
            _ => self.write_body().into(),
        }
    }

    fn write_body(&self) -> String {
        let document = Document {
            r#type: "about:blank",
            title: title(self.status()),
            status: self.status(),
            code: self.code(),
            detail: self.reason.sentence(),
            purpose: self.step_up.map(|step_up| step_up.purpose),
            max_age: self.step_up.map(|step_up| step_up.max_age.as_secs()),
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

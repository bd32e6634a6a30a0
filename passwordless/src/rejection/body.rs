use std::{borrow::Cow, sync::OnceLock};

use serde::Serialize;

use super::{FieldErrors, Fixed, Reason, Rejection};

/// What was written of each fixed reason.
static WRITTEN: [OnceLock<String>; Fixed::ALL.len()] = [const { OnceLock::new() }; Fixed::ALL.len()];

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
    /// Whose the account is, where the user must say that it is theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    /// What is wrong with a form, by field.
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a FieldErrors>,
}

/// What one refusal says that others of its code do not.
enum About<'a> {
    Nothing,
    Account(&'a str),
    Fields(&'a FieldErrors),
}

impl Rejection {
    /// The body for programs: a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) as JSON.
    ///
    /// Beside the members of the standard it has the `code`, and where a step-up is required its `purpose` and the
    /// `max_age` of a confirmation in seconds.
    pub fn body(&self) -> Cow<'static, str> {
        let Reason::Fixed(fixed) = self.reason else { return self.write(About::Nothing).into() };
        match WRITTEN.get(fixed as usize) {
            Some(written) => written.get_or_init(|| self.write(About::Nothing)).into(),
            None => self.write(About::Nothing).into(),
        }
    }

    /// The same, with the name of the account that it is about.
    pub(crate) fn body_about(&self, account: &str) -> String {
        self.write(About::Account(account))
    }

    /// The same, with what is wrong with a form, field by field and in one text.
    pub(crate) fn body_about_fields(&self, errors: &FieldErrors) -> String {
        self.write(About::Fields(errors))
    }

    fn write(&self, about: About<'_>) -> String {
        let sentences;
        let (account, errors, detail) = match about {
            About::Fields(fields) if !fields.is_empty() => {
                sentences = fields.sentences();
                (None, Some(fields), &*sentences)
            }
            About::Account(account) => (Some(account), None, self.reason.sentence()),
            _ => (None, None, self.reason.sentence()),
        };
        let (purpose, max_age) = match self.reason {
            Reason::StepUp { purpose, max_age } => (Some(purpose), Some(max_age.as_secs())),
            _ => (None, None),
        };
        let document = Document {
            r#type: "about:blank",
            title: title(self.status()),
            status: self.status(),
            code: self.code(),
            detail,
            purpose,
            max_age,
            account,
            errors,
        };
        // Text and numbers can always be written.
        serde_json::to_string(&document).unwrap_or_default()
    }
}

/// With the type `about:blank`, the title is the status's own.
fn title(status: u16) -> &'static str {
    match status {
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Bad Request",
    }
}

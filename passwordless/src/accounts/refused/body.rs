use std::borrow::Cow;

use serde::Serialize;

use super::{Refused, Why};

#[derive(Serialize)]
struct Document<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    /// Whose the account is, where the user must say that it is theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
}

impl Refused {
    /// The body of the answer: a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) as JSON.
    pub fn body(&self) -> Cow<'static, str> {
        self.body_about(None)
    }

    pub(in crate::accounts) fn body_about(&self, account: Option<&str>) -> Cow<'static, str> {
        let (status, code, detail) = match &self.why {
            Why::Rejection(rejection) => return rejection.body(),
            Why::Own { status, code, sentence, .. } => (*status, *code, *sentence),
        };
        let title = title(status);
        let document = Document { r#type: "about:blank", title, status, code, detail, account };
        // Text and numbers can always be written.
        serde_json::to_string(&document).unwrap_or_default().into()
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
        _ => "Bad Request",
    }
}

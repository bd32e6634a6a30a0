/// What a client understands, by the request it sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// A person who opened a page: led to the sign-in page, or told by a plain page.
    Page,
    /// A page that [htmx](https://htmx.org/reference/#response_headers) updates: led to the sign-in page by its
    /// header, since a script cannot see a redirect.
    Htmx,
    /// A [gRPC](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) client: a status in the headers.
    Grpc,
    /// Every other program: a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)).
    Json,
}

impl Dialect {
    /// The headers on which the choice depends, for `Vary`.
    pub const VARY: &'static str = "Accept, HX-Request, Sec-Fetch-Mode";
}

/// What the headers of a request say about its client.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Client {
    pub(super) speaks_grpc: Option<bool>,
    pub(super) is_htmx: Option<bool>,
    pub(super) navigates: Option<bool>,
    pub(super) accepts_html: bool,
}

impl Client {
    /// A page is a `GET` with `Sec-Fetch-Mode: navigate`, or, without that header, one that accepts `text/html`.
    pub(super) fn dialect(self, method: &str) -> Dialect {
        if self.speaks_grpc == Some(true) {
            Dialect::Grpc
        } else if self.is_htmx == Some(true) {
            Dialect::Htmx
        } else if method == "GET" && self.navigates.unwrap_or(self.accepts_html) {
            Dialect::Page
        } else {
            Dialect::Json
        }
    }
}

/// `application/grpc`, and with a suffix as in `application/grpc+proto`. Not gRPC-Web, which reads HTTP statuses.
pub(super) fn is_grpc(media_type: &[u8]) -> bool {
    let rest = media_type.strip_prefix(b"application/grpc");
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}

/// Whether a list of media types has that of pages.
pub(super) fn has_html(accept: &[u8]) -> bool {
    let mut kinds = accept.split(|byte| *byte == b',');
    kinds.any(|kind| {
        let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
        kind.trim_ascii().eq_ignore_ascii_case(b"text/html")
    })
}

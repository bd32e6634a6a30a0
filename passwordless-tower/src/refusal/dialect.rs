use http::{
    HeaderMap, HeaderName, Method,
    header::{ACCEPT, CONTENT_TYPE},
};

const HX_REQUEST: HeaderName = HeaderName::from_static("hx-request");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

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

    /// Chooses by the request.
    ///
    /// A page is a `GET` with `Sec-Fetch-Mode: navigate`, or, without that header, one that accepts `text/html`.
    pub fn of(method: &Method, headers: &HeaderMap) -> Self {
        if is_grpc(headers) {
            Self::Grpc
        } else if headers.get(HX_REQUEST).is_some_and(|value| value == "true") {
            Self::Htmx
        } else if method == Method::GET && is_navigation(headers) {
            Self::Page
        } else {
            Self::Json
        }
    }
}

/// `application/grpc`, and with a suffix as in `application/grpc+proto`. Not gRPC-Web, which reads HTTP statuses.
fn is_grpc(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE) else { return false };
    let rest = kind.as_bytes().strip_prefix(b"application/grpc");
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}

fn is_navigation(headers: &HeaderMap) -> bool {
    match headers.get(SEC_FETCH_MODE) {
        Some(mode) => mode == "navigate",
        None => headers.get_all(ACCEPT).iter().any(|value| {
            let Ok(value) = value.to_str() else { return false };
            let mut kinds = value.split(',').filter_map(|kind| kind.split(';').next());
            kinds.any(|kind| kind.trim().eq_ignore_ascii_case("text/html"))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: Method, headers: &[(&'static str, &'static str)]) -> Dialect {
        let request = headers
            .iter()
            .fold(http::Request::builder(), |request, (name, value)| request.header(*name, *value));
        Dialect::of(&method, request.body(()).unwrap().headers())
    }

    #[test]
    fn a_browser_that_opens_a_page_is_told_from_its_scripts() {
        const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (method, headers, expected) in [
            (Method::GET, &[("sec-fetch-mode", "navigate"), ("accept", "*/*")][..], Dialect::Page),
            (Method::GET, &[("sec-fetch-mode", "cors"), ("accept", BROWSER)], Dialect::Json),
            (Method::GET, &[("accept", BROWSER)], Dialect::Page),
            (Method::GET, &[("accept", "Text/HTML;q=0.1")], Dialect::Page),
            (Method::GET, &[("accept", "application/json"), ("accept", "text/html")], Dialect::Page),
            (Method::GET, &[("accept", "text/html5, */*")], Dialect::Json),
            (Method::GET, &[], Dialect::Json),
            (Method::HEAD, &[("sec-fetch-mode", "navigate")], Dialect::Json),
            (Method::POST, &[("sec-fetch-mode", "navigate"), ("accept", BROWSER)], Dialect::Json),
        ] {
            assert_eq!(of(method.clone(), headers), expected, "{method} {headers:?}");
        }
    }

    #[test]
    fn htmx_and_grpc_say_what_they_are() {
        for (headers, expected) in [
            (&[("hx-request", "true"), ("accept", "text/html")][..], Dialect::Htmx),
            (&[("hx-request", "false")], Dialect::Json),
            (&[("content-type", "application/grpc")], Dialect::Grpc),
            (&[("content-type", "application/grpc+proto"), ("hx-request", "true")], Dialect::Grpc),
            (&[("content-type", "application/grpc; v=1")], Dialect::Grpc),
            (&[("content-type", "application/grpc-web+proto")], Dialect::Json),
        ] {
            assert_eq!(of(Method::POST, headers), expected, "{headers:?}");
        }
    }
}

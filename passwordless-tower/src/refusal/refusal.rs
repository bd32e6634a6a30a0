use http::{HeaderMap, HeaderName, Method, Response, Uri};
use passwordless::{Rejection, RejectionKind};

use super::{Dialect, Head, Settings, next::Next, render};

const HX_CURRENT_URL: HeaderName = HeaderName::from_static("hx-current-url");

/// A request that is refused, for those who answer it in their own words.
///
/// ```
/// use bytes::Bytes;
/// use http::Response;
/// use passwordless_tower::{Dialect, Refusal};
///
/// fn answer(refusal: &Refusal<'_>) -> Response<Bytes> {
///     let mut response = refusal.response(); // status and headers stay
///     if refusal.dialect() == Dialect::Json {
///         *response.body_mut() = format!("{{\"error\":\"{}\"}}", refusal.rejection().code()).into();
///     }
///     response
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Refusal<'a> {
    pub(super) rejection: Rejection,
    pub(super) dialect: Dialect,
    pub(super) request: Head<'a>,
    pub(super) settings: &'a Settings,
}

impl<'a> Refusal<'a> {
    pub(crate) fn new(rejection: Rejection, request: Head<'a>, settings: &'a Settings) -> Self {
        let dialect = settings.dialect.unwrap_or_else(|| Dialect::of(request.method, request.headers));
        Self { rejection, dialect, request, settings }
    }

    /// Why the request is refused.
    pub fn rejection(&self) -> Rejection {
        self.rejection
    }

    /// What the client understands.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The same refusal in another dialect.
    #[must_use]
    pub fn in_dialect(self, dialect: Dialect) -> Self {
        Self { dialect, ..self }
    }

    /// The request's method.
    pub fn method(&self) -> &'a Method {
        self.request.method
    }

    /// The request's target.
    pub fn uri(&self) -> &'a Uri {
        self.request.uri
    }

    /// The request's headers. They hold the credentials: keep them out of logs and answers.
    pub fn headers(&self) -> &'a HeaderMap {
        self.request.headers
    }

    /// The sign-in page with the way back and, where somebody was signed in or tried to, the reason, as in
    /// `/sign-in?next=/orders&code=token_expired`.
    ///
    /// None where signing in does not help, where no sign-in page was named, or where it is that page which refuses.
    /// The way back is a path of ours, or left out.
    pub fn sign_in_page(&self) -> Option<String> {
        let page = self.settings.sign_in_page.as_deref()?;
        if self.dialect == Dialect::Page && Some(self.request.uri.path()) == page.split('?').next() {
            tracing::error!(
                name: "passwordless.sign_in_page_guarded", page,
                "the sign-in page itself asks for a sign-in, so nobody can sign in; put `require()` around what is to be \
                 guarded and not around the whole application, or take the guard off that page"
            );
            return None;
        }
        let code = match self.rejection.kind() {
            RejectionKind::Missing => None,
            RejectionKind::Invalid | RejectionKind::StepUpRequired => Some(self.rejection.code()),
            _ => return None,
        };
        let next = self.next().map(|next| format!("next={next}"));
        let members = next.into_iter().chain(code.map(|code| format!("code={code}")));
        let glue = if page.contains('?') { '&' } else { '?' };
        let query = members.collect::<Vec<_>>().join("&");
        Some(if query.is_empty() { page.to_owned() } else { format!("{page}{glue}{query}") })
    }

    fn next(&self) -> Option<Next<'a>> {
        match self.dialect {
            // What htmx asks for is a piece of the page that the person is on.
            Dialect::Htmx => {
                let page = self.request.headers.get(HX_CURRENT_URL)?.to_str().ok()?;
                Next::of_page(page, &self.settings.origins)
            }
            _ if self.request.method == Method::GET => Next::of_uri(self.request.uri),
            _ => None,
        }
    }

    /// The answer as this crate gives it, in the dialect of the request.
    pub fn response(&self) -> Response<bytes::Bytes> {
        render::response(self)
    }
}

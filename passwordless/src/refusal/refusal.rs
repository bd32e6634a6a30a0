use std::fmt;

use super::{
    Dialect, Next, Settings,
    dialect::{Client, has_html, is_grpc},
};
use crate::{Rejection, RejectionKind};

/// A rejection that is told to one request, in the dialect of its client.
///
/// Feed it every header of the request. Those that decide nothing are left out, credentials among them.
///
/// ```
/// # fn run(passwordless: &passwordless::Passwordless) {
/// use passwordless::Rejection;
///
/// let mut refusal = passwordless.refusal(Rejection::missing(), "GET", "/orders", Some("page=2"));
/// refusal.header("Sec-Fetch-Mode", b"navigate");
/// assert_eq!(refusal.answer().status(), 303); // to the sign-in page, if one is set
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    pub(super) rejection: Rejection,
    settings: &'a Settings,
    method: &'a str,
    path: &'a str,
    query: Option<&'a str>,
    dialect: Option<Dialect>,
    client: Client,
    /// The page that htmx updates.
    page: Option<&'a [u8]>,
}

impl<'a> Refusal<'a> {
    pub(crate) fn new(
        rejection: Rejection,
        (method, path, query): (&'a str, &'a str, Option<&'a str>),
        settings: &'a Settings,
    ) -> Self {
        let (dialect, client) = (settings.dialect, Client::default());
        Self { rejection, settings, method, path, query, dialect, client, page: None }
    }

    /// Adds a header by its name, in any case.
    pub fn header(&mut self, name: &str, value: &'a [u8]) {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        // By length first: most of a browser's headers are none of these. Of several values the first one counts.
        match name.len() {
            6 if is("accept") => self.client.accepts_html |= has_html(value),
            10 if is("hx-request") => {
                self.client.is_htmx.get_or_insert(value == b"true");
            }
            12 if is("content-type") => {
                self.client.speaks_grpc.get_or_insert_with(|| is_grpc(value));
            }
            14 if is("sec-fetch-mode") => {
                self.client.navigates.get_or_insert(value == b"navigate");
            }
            14 if is("hx-current-url") => {
                self.page.get_or_insert(value);
            }
            _ => {}
        }
    }

    /// Why the request is refused.
    pub fn rejection(&self) -> Rejection {
        self.rejection
    }

    /// What the client understands.
    pub fn dialect(&self) -> Dialect {
        self.dialect.unwrap_or_else(|| self.client.dialect(self.method))
    }

    /// The same refusal in another dialect.
    #[must_use]
    pub fn in_dialect(self, dialect: Dialect) -> Self {
        Self { dialect: Some(dialect), ..self }
    }

    /// The sign-in page with the way back and, where somebody was signed in or tried to, the reason, as in
    /// `/sign-in?next=/orders&code=token_expired`.
    ///
    /// `None` where signing in does not help, where no sign-in page was set, or where it is that page which refuses.
    /// The way back is a path of this application, or left out.
    pub fn sign_in_page(&self) -> Option<String> {
        let page = self.settings.sign_in_page.as_deref()?;
        let dialect = self.dialect();
        if dialect == Dialect::Page && Some(self.path) == page.split('?').next() {
            tracing::error!(
                target: "passwordless.sign_in_page_guarded", page,
                "the sign-in page itself asks for a sign-in, so nobody can sign in; guard what is to be guarded and not \
                 the whole application, or take the guard off that page"
            );
            return None;
        }
        let code = match self.rejection.kind() {
            RejectionKind::Missing => None,
            RejectionKind::Invalid | RejectionKind::StepUpRequired => Some(self.rejection.code()),
            _ => return None,
        };
        let next = self.next(dialect).map(|next| format!("next={next}"));
        let members = next.into_iter().chain(code.map(|code| format!("code={code}")));
        let glue = if page.contains('?') { '&' } else { '?' };
        let query = members.collect::<Vec<_>>().join("&");
        Some(if query.is_empty() { page.to_owned() } else { format!("{page}{glue}{query}") })
    }

    /// The way back, as the value of a query's member.
    fn next(&self, dialect: Dialect) -> Option<String> {
        match dialect {
            // What htmx asks for is a piece of the page that the person is on.
            Dialect::Htmx => {
                let page = std::str::from_utf8(self.page?).ok()?;
                Some(Next::of_page(page, &self.settings.origins)?.to_string())
            }
            _ if self.method == "GET" => {
                let target = match self.query {
                    Some(query) => format!("{}?{query}", self.path),
                    None => self.path.to_owned(),
                };
                Some(Next::local(&target)?.to_string())
            }
            _ => None,
        }
    }
}

/// Neither the target, whose query may hold a secret, nor a header.
impl fmt::Debug for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("rejection", &self.rejection)
            .field("dialect", &self.dialect())
            .finish_non_exhaustive()
    }
}

use std::io::Cursor;

use passwordless::{Rejection, RejectionKind};
use passwordless_tower::{Dialect, Next};
use rocket::{Request, Response, http::Status};

use super::{dialect, page};
use crate::Passwordless;

/// The answer in the dialect of the request. Its headers are the fairing's to add, but for the redirect, which has
/// another status than the refusal.
pub(crate) fn response(rejection: Rejection, request: &Request<'_>) -> Response<'static> {
    let dialect = dialect::of(request);
    let sign_in = sign_in_page(rejection, dialect, request);
    let mut response = Response::new();
    response.set_status(Status::new(rejection.status()));
    match (dialect, sign_in) {
        (Dialect::Page, Some(page)) => {
            response.set_status(Status::SeeOther);
            response.set_raw_header("Location", page);
            response.set_raw_header("Cache-Control", "no-store");
            response.set_raw_header("Vary", dialect::VARY);
        }
        (Dialect::Page, None) => body(&mut response, "text/html; charset=utf-8", page::page(&rejection)),
        (Dialect::Htmx, page) => {
            body(&mut response, Rejection::MEDIA_TYPE, rejection.body().into_owned());
            if let Some(page) = page {
                response.set_raw_header("HX-Redirect", page);
            }
        }
        _ => body(&mut response, Rejection::MEDIA_TYPE, rejection.body().into_owned()),
    }
    response
}

fn body(response: &mut Response<'static>, media_type: &'static str, text: String) {
    response.set_raw_header("Content-Type", media_type);
    response.set_sized_body(text.len(), Cursor::new(text));
}

/// The sign-in page with the way back and, where somebody was signed in or tried to, the reason. None where signing
/// in does not help, or where no page was named.
fn sign_in_page(rejection: Rejection, dialect: Dialect, request: &Request<'_>) -> Option<String> {
    let configured = Passwordless::of(request).ok()?.configured();
    let page = configured.sign_in_page.as_deref()?;
    let code = match rejection.kind() {
        RejectionKind::Missing => None,
        RejectionKind::Invalid | RejectionKind::StepUpRequired => Some(rejection.code()),
        _ => return None,
    };
    let uri = request.uri().to_string();
    let next = match dialect {
        // What htmx asks for is a piece of the page that the person is on.
        Dialect::Htmx => request
            .headers()
            .get_one("HX-Current-URL")
            .and_then(|page| Next::of_page(page, &configured.origins)),
        // A page was asked for by GET.
        _ => Next::local(&uri),
    };
    let next = next.map(|next| format!("next={next}"));
    let members: Vec<_> = next.into_iter().chain(code.map(|code| format!("code={code}"))).collect();
    let glue = if page.contains('?') { '&' } else { '?' };
    Some(if members.is_empty() { page.to_owned() } else { format!("{page}{glue}{}", members.join("&")) })
}

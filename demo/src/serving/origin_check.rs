//! Whose pages may change something beside the account.

use rocket::http::Status;
use rocket::route::{Handler, Outcome};
use rocket::{Data, Request, Route};

use super::cors::ACCOUNT;
use super::rate_limit::changing;
use crate::request::Problem;
use crate::state::Application;

/// Refuses what pages of other origins send to the demo's own routes, and is not there for anybody else.
///
/// `CORS_ORIGINS` lets pages use the account's routes. The crate knows those origins as ours, and so would take their
/// forms for the administrator's or for the user's own, which they are not.
pub(super) fn routes() -> Vec<Route> {
    changing().map(|method| Route::ranked(-900, method, "/<_..>", OwnPages)).collect()
}

#[derive(Debug, Clone)]
struct OwnPages;

#[rocket::async_trait]
impl Handler for OwnPages {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let ours = request.rocket().state::<Application>().map(Application::origin).unwrap_or_default();
        // A page that sends no referrer has no name for its forms; the browser says that it is ours all the same.
        let is_unnamed = request.headers().get("Sec-Fetch-Site").eq(["same-origin"]);
        let is_ours = |origin: &str| origin == ours || (origin == "null" && is_unnamed);
        let is_foreign = !request.headers().get("Origin").all(is_ours);
        if !is_foreign || request.uri().path().starts_with(ACCOUNT) {
            return Outcome::Forward((data, Status::NotFound));
        }
        tracing::warn!(%ours, "refused: a page of another origin wants to change something beside the account");
        let words = "This request came from a page of another origin, which may not send it.";
        Outcome::from(request, Problem::new(Status::Forbidden, "cross_site_request", words))
    }
}

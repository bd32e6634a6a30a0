//! The documents at well-known addresses, as Rocket mounts them.

use passwordless::well_known::Documents;
use rocket::{
    Data, Request, Route,
    http::{Method, Status},
    route::{Handler, Outcome},
};

use crate::respond;

/// Answers with one of the documents.
#[derive(Clone)]
struct Document(Documents);

#[rocket::async_trait]
impl Handler for Document {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        match self.0.answer(request.uri().path().as_str()) {
            Some(answer) => Outcome::Success(respond::response(answer)),
            None => Outcome::Error(Status::NotFound),
        }
    }
}

/// A route for each document.
pub(crate) fn routes(documents: &Documents) -> Vec<Route> {
    let route = |path| {
        let mut route = Route::new(Method::Get, path, Document(documents.clone()));
        route.name = Some("passwordless: a well-known document".into());
        route
    };
    documents.paths().map(route).collect()
}

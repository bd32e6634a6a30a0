use std::collections::BTreeMap;

use rocket::http::{Header, Method, Status};
use rocket::response::Responder;
use rocket::route::{Handler, Outcome};
use rocket::{Data, Request, Route};

use crate::problem::Problem;

const METHODS: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

/// Answers a request for something that is there, by a method that it does not take (RFC 9110, section 15.5.6).
#[derive(Clone, Debug)]
struct WrongMethod {
    allow: String,
}

/// A route for each method that a path has none for: Rocket by itself would answer that there is nothing.
pub(super) fn routes(routes: &[Route]) -> Vec<Route> {
    let mut taken: BTreeMap<String, Vec<Method>> = BTreeMap::new();
    for route in routes {
        taken.entry(route.uri.path().to_owned()).or_default().push(route.method);
    }
    let refusals = taken.into_iter().flat_map(|(path, taken)| {
        let allow: Vec<&str> = taken
            .iter()
            .map(|method| if *method == Method::Get { "GET, HEAD" } else { method.as_str() })
            .collect();
        let refusal = WrongMethod { allow: allow.join(", ") };
        let others = METHODS.into_iter().filter(move |method| !taken.contains(method));
        others.map(move |method| Route::new(method, &path, refusal.clone())).collect::<Vec<_>>()
    });
    refusals.collect()
}

#[rocket::async_trait]
impl Handler for WrongMethod {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        let problem = Problem::new(
            Status::MethodNotAllowed,
            "wrong_method",
            "This address does not take such a request.",
        );
        match problem.respond_to(request) {
            Ok(mut answer) => {
                answer.set_header(Header::new("Allow", self.allow.clone()));
                Outcome::Success(answer)
            }
            Err(status) => Outcome::Error(status),
        }
    }
}

use std::future::Future;

use passwordless_rocket::Rejection;
use rocket::http::Status;
use rocket::response::Responder;
use rocket_dyn_templates::Template;

use super::trouble::Trouble;
use crate::problem::{Asker, Problem};

/// How it is told: people see the page again with what they typed, programs get a problem document.
#[derive(Debug, Responder)]
pub(super) enum Refusal {
    Page((Status, Box<Template>)),
    Rejection(Rejection),
    Problem(Problem),
}

impl Refusal {
    /// Tells what is wrong, to people on a page.
    pub(super) async fn new<F>(asker: Asker, trouble: Trouble, page: impl FnOnce(Trouble) -> F) -> Self
    where
        F: Future<Output = Result<Template, Problem>>,
    {
        match (asker, trouble) {
            (_, Trouble::Other(problem)) => Self::Problem(problem),
            (Asker::Program, Trouble::Typed { problem, .. }) => Self::Problem(problem),
            (Asker::Program, Trouble::Stale(rejection)) => Self::Rejection(rejection),
            (Asker::Person, trouble) => {
                let status = trouble.status();
                match page(trouble).await {
                    Ok(template) => Self::Page((status, Box::new(template))),
                    Err(problem) => Self::Problem(problem),
                }
            }
        }
    }
}

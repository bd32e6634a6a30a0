//! How the administrator is told what became of a change, or why nothing did.

use std::future::Future;

use passwordless_rocket::Rejection;
use rocket::http::Status;
use rocket::response::{Redirect, Responder};
use rocket::serde::json::{Json, Value};
use rocket_dyn_templates::Template;

use crate::database::Change;
use crate::request::{Asker, Problem};
use crate::users::InvalidName;

/// What was done. Its code stands in the address of the page that says so, and the page has the sentence: an address that
/// somebody made up can make it say nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Created,
    Renamed,
    Deleted,
    /// The service has not deleted the passkeys yet.
    DeletedHere,
}

impl Deed {
    const ALL: [Self; 4] = [Self::Created, Self::Renamed, Self::Deleted, Self::DeletedHere];

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Renamed => "renamed",
            Self::Deleted => "deleted",
            Self::DeletedHere => "deleted-here",
        }
    }

    pub(super) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.code() == code)
    }

    /// Whether something is left to do.
    pub(super) fn is_partial(self) -> bool {
        self == Self::DeletedHere
    }

    /// For people, on the page of this user, or else on the list.
    pub(super) fn words(self, name: Option<&str>) -> String {
        let name = name.unwrap_or("The user");
        match self {
            Self::Created => format!("{name} has an account now, and no passkey yet."),
            Self::Renamed => format!("The user is called {name} now."),
            Self::Deleted => "The user is deleted, with all passkeys, and signed out everywhere.".to_owned(),
            Self::DeletedHere => "The user is deleted here, and signed out everywhere. The passkey service does not \
                                  answer: it may still keep the passkeys, which sign nobody in. It is asked again \
                                  every ten minutes."
                .to_owned(),
        }
    }
}

/// How it is told that something was done: people are led to a page that says it, programs get JSON.
#[derive(Debug, Responder)]
pub(super) enum Done {
    Person(Box<Redirect>),
    Program((Status, Json<Value>)),
}

impl Done {
    /// The page for people; the document for programs.
    pub(super) fn new(asker: Asker, path: String, status: Status, document: Value) -> Self {
        match asker {
            Asker::Person => Self::Person(Box::new(Redirect::to(path))),
            Asker::Program => Self::Program((status, Json(document))),
        }
    }
}

/// How it is told: people see the page again with what they typed, programs get a problem document.
#[derive(Debug, Responder)]
pub(super) enum Refusal {
    Page((Status, Box<Template>)),
    Rejection(Rejection),
    Problem(Problem),
}

impl Refusal {
    /// Tells what is wrong, to people on a page.
    pub(super) async fn new<F>(asker: Asker, error: AdminError, page: impl FnOnce(AdminError) -> F) -> Self
    where
        F: Future<Output = Result<Template, Problem>>,
    {
        match (asker, error) {
            (_, AdminError::Other(problem)) => Self::Problem(problem),
            (Asker::Program, AdminError::Typed { problem, .. }) => Self::Problem(problem),
            (Asker::Program, AdminError::Stale(rejection)) => Self::Rejection(rejection),
            (Asker::Person, error) => {
                let status = error.status();
                match page(error).await {
                    Ok(template) => Self::Page((status, Box::new(template))),
                    Err(problem) => Self::Problem(problem),
                }
            }
        }
    }
}

/// Why something was not done.
#[derive(Debug)]
pub(super) enum AdminError {
    /// The administrator has to use a passkey first.
    Stale(Rejection),
    /// Something that was typed cannot be, or not now.
    Typed {
        /// The field to look at.
        field: &'static str,
        problem: Problem,
    },
    /// Something else.
    Other(Problem),
}

impl AdminError {
    /// Something that was typed, in a field of this name, and cannot be.
    pub(super) fn typed(
        field: &'static str,
        status: Status,
        code: &'static str,
        words: &'static str,
    ) -> Self {
        Self::Typed { field, problem: Problem::new(status, code, words) }
    }

    /// What stood against a change, if something did.
    pub(super) fn unless_done(change: Change) -> Result<(), Self> {
        match change {
            Change::Done => Ok(()),
            Change::NameTaken => Err(Self::typed(
                "name",
                Status::Conflict,
                "name_taken",
                "Somebody has this name. Choose another one.",
            )),
            Change::AddressTaken => Err(Self::typed(
                "email",
                Status::Conflict,
                "address_taken",
                "Somebody has this address. Write another one, or none.",
            )),
            Change::Overtaken => Err(Self::typed(
                "name",
                Status::Conflict,
                "changed_meanwhile",
                "Somebody else has renamed this user meanwhile. Above is the name of now; rename once more if this \
                 one is still right.",
            )),
            Change::Gone => Err(Self::gone()),
        }
    }

    /// There is no such user, or no longer.
    pub(super) fn gone() -> Self {
        Self::Other(Problem::new(Status::NotFound, "no_such_user", "There is no such user, or no longer."))
    }

    pub(super) fn status(&self) -> Status {
        match self {
            Self::Stale(rejection) => Status::new(rejection.status()),
            Self::Typed { problem, .. } | Self::Other(problem) => problem.status,
        }
    }

    /// The field to look at, if it is about one.
    pub(super) fn field(&self) -> Option<&'static str> {
        match self {
            Self::Typed { field, .. } => Some(field),
            Self::Stale(_) | Self::Other(_) => None,
        }
    }

    /// For people.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Stale(_) => {
                "Nothing has changed yet: this needs your passkey first. Press the button again.".to_owned()
            }
            Self::Typed { problem, .. } | Self::Other(problem) => problem.detail.to_string(),
        }
    }
}

impl From<InvalidName> for AdminError {
    fn from(error: InvalidName) -> Self {
        Self::typed("name", Status::BadRequest, "invalid_name", error.sentence())
    }
}

impl From<Problem> for AdminError {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl From<sqlx::Error> for AdminError {
    fn from(error: sqlx::Error) -> Self {
        Self::Other(error.into())
    }
}

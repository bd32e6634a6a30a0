use passwordless_rocket::Rejection;
use rocket::http::Status;

use crate::database::Change;
use crate::name::InvalidName;
use crate::problem::Problem;

/// Why something was not done.
#[derive(Debug)]
pub(super) enum Trouble {
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

impl Trouble {
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

impl From<InvalidName> for Trouble {
    fn from(error: InvalidName) -> Self {
        Self::typed("name", Status::BadRequest, "invalid_name", error.sentence())
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Other(error.into())
    }
}

//! What the guards have in common: one look at the request, and one way to refuse it.

use std::time::SystemTime;

use passwordless::{Rejection, RejectionKind, Session, Visitor};
use rocket::{
    http::Status,
    request::{Outcome, Request},
};

use crate::{Passwordless, local::Local, presented};

/// Who the request comes from: decided once, by the core.
pub(super) fn visitor<'r>(request: &'r Request<'_>) -> Result<&'r Visitor, Rejection> {
    let found = Local::of(request).visitor(|| {
        let gate = Passwordless::of(request)?.gate();
        let jar = presented::jar(request);
        gate.check(&presented::to(gate, request, jar.as_deref()), SystemTime::now())
    });
    found.as_ref().map_err(|rejection| *rejection)
}

/// The session, where one is needed.
pub(super) fn session<'r>(request: &'r Request<'_>) -> Result<&'r Session, Rejection> {
    match visitor(request)? {
        Visitor::Session(session) => Ok(session),
        Visitor::Nobody { .. } => Err(Rejection::missing()),
        Visitor::Token(_) => Err(Rejection::invalid()),
    }
}

/// What Rocket is told, with the reason left for whoever renders the answer.
///
/// Who lacks something may be somebody for another route, of a higher rank. What is wrong, is wrong for every route.
pub(super) fn outcome<T>(request: &Request<'_>, found: Result<T, Rejection>) -> Outcome<T, crate::Rejection> {
    let rejection = match found {
        Ok(found) => return Outcome::Success(found),
        Err(rejection) => rejection,
    };
    tracing::debug!(
        name: "passwordless.turned_away", code = rejection.code(), status = rejection.status(), "refused a request"
    );
    Local::of(request).refuse(rejection);
    let status = Status::new(rejection.status());
    match rejection.kind() {
        RejectionKind::Missing | RejectionKind::StepUpRequired => Outcome::Forward(status),
        _ => Outcome::Error((status, rejection.into())),
    }
}

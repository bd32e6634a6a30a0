//! What the guards have in common: one way to look at the request, and one to refuse it.

use passwordless::{Rejection, RejectionKind, Session, gate::Visitor};
use rocket::{
    http::Status,
    request::{Outcome, Request},
};

use crate::{
    passwordless::Passwordless,
    request::{self, Cache},
};

/// Who the request comes from: decided by the core, and kept where it matters to the answer.
///
/// A session rarely does, and to keep it would cost every guarded request two allocations; few have a second guard,
/// which looks again.
pub(super) fn visitor(request: &Request<'_>) -> Result<Visitor, Rejection> {
    if let Some(found) = Cache::left(request).and_then(Cache::seen) {
        return found.clone();
    }
    let gate = Passwordless::of(request)?.gate();
    let found = request::check(gate, request);
    if gate.has_idle_limit() || !matches!(found, Ok(Visitor::Session(_))) {
        Cache::of(request).keep(found.clone());
    }
    found
}

/// The session, where one is needed.
pub(super) fn session(request: &Request<'_>) -> Result<Session, Rejection> {
    visitor(request)?.session()
}

/// What Rocket is told, with the reason left for the catcher that renders the answer.
///
/// A client that lacks something may be welcome at another route, of a higher rank. What is wrong, is wrong for every
/// route.
pub(super) fn outcome<T>(
    request: &Request<'_>,
    found: Result<T, Rejection>,
) -> Outcome<T, crate::rejection::Rejection> {
    let rejection = match found {
        Ok(found) => return Outcome::Success(found),
        Err(rejection) => rejection,
    };
    tracing::debug!(
        target: "passwordless.turned_away", code = rejection.code(), status = rejection.status(), "refused a request"
    );
    Cache::of(request).refuse(rejection);
    let status = Status::new(rejection.status());
    match rejection.kind() {
        RejectionKind::Missing | RejectionKind::StepUpRequired => Outcome::Forward(status),
        _ => Outcome::Error((status, rejection.into())),
    }
}

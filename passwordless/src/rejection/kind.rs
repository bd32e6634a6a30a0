/// The kinds of [`Rejection`](super::Rejection).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionKind {
    /// 401: nobody is signed in.
    Missing,
    /// 401: the bearer or the token is not ours, has expired, or was used.
    Invalid,
    /// 401: the user must confirm with a passkey first.
    StepUpRequired,
    /// 400: the request carries two credentials of one kind.
    Ambiguous,
    /// 400, 405, 408, 413, 415, 422: the request is not one that the route takes.
    Malformed,
    /// 403: a rule, or the application, said no.
    Denied,
    /// 404: there is no such route, or no such thing of this user.
    NotFound,
    /// 409: what is asked does not fit what is there already.
    Conflict,
    /// 429: this client or this user has asked too often.
    TooMany,
    /// 503: too much is asked at once.
    Overloaded,
    /// 503: the service or the store does not answer.
    Unavailable,
    /// 500: the application was set up wrongly.
    Misconfigured,
}

impl RejectionKind {
    /// What an application's own refusal with this status is.
    pub(super) const fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Missing,
            400 | 405 | 406 | 408 | 411 | 413..=417 | 422 => Self::Malformed,
            404 | 410 => Self::NotFound,
            409 | 412 => Self::Conflict,
            429 => Self::TooMany,
            _ => Self::Denied,
        }
    }
}

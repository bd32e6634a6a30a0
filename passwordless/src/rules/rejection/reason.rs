use super::RejectionKind;

/// Why a request is refused, as finely as clients are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Missing,
    Invalid,
    Age,
    Replay,
    Revoked,
    StepUpRequired,
    Ambiguous,
    Denied,
    Origin,
    RelyingParty,
    Kind,
    Purpose,
    User,
    CrossSite,
    Overloaded,
    Unavailable,
    Misconfigured,
}

impl Reason {
    /// How many there are.
    pub(super) const COUNT: usize = Self::Misconfigured as usize + 1;

    pub(super) fn kind(self) -> RejectionKind {
        match self {
            Self::Missing => RejectionKind::Missing,
            Self::Invalid | Self::Age | Self::Replay | Self::Revoked => RejectionKind::Invalid,
            Self::StepUpRequired => RejectionKind::StepUpRequired,
            Self::Ambiguous => RejectionKind::Ambiguous,
            Self::Denied
            | Self::Origin
            | Self::RelyingParty
            | Self::Kind
            | Self::Purpose
            | Self::User
            | Self::CrossSite => RejectionKind::Denied,
            Self::Overloaded => RejectionKind::Overloaded,
            Self::Unavailable => RejectionKind::Unavailable,
            Self::Misconfigured => RejectionKind::Misconfigured,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Missing => "sign_in_required",
            Self::Invalid => "invalid_credential",
            Self::Age => "token_expired",
            Self::Replay => "token_already_used",
            Self::Revoked => "token_revoked",
            Self::StepUpRequired => "step_up_required",
            Self::Ambiguous => "ambiguous_credentials",
            Self::Denied => "denied",
            Self::Origin => "origin_denied",
            Self::RelyingParty => "relying_party_denied",
            Self::Kind => "token_kind_denied",
            Self::Purpose => "purpose_denied",
            Self::User => "user_denied",
            Self::CrossSite => "cross_site_request",
            Self::Overloaded => "overloaded",
            Self::Unavailable => "unavailable",
            Self::Misconfigured => "misconfigured",
        }
    }

    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Missing => "Sign in first.",
            Self::Invalid => "The credential is not valid. Sign in again.",
            Self::Age => "The sign-in took too long. Sign in again.",
            Self::Replay => "The sign-in was used already. Sign in again.",
            Self::Revoked => "The sign-in was ended. Sign in again.",
            Self::StepUpRequired => "Confirm with a passkey first.",
            Self::Ambiguous => "The request carries two credentials of one kind. Send one.",
            Self::Denied => "This is not allowed.",
            Self::Origin => "The passkey was used on a page that is not allowed here.",
            Self::RelyingParty => "The passkey is for another site.",
            Self::Kind => "The token is for something else.",
            Self::Purpose => "The passkey was used for something else.",
            Self::User => "The passkey is another user's.",
            Self::CrossSite => "The request came from a page of another origin.",
            Self::Overloaded => "Too much is asked at once. Try again in a moment.",
            Self::Unavailable => "Signing in is not possible right now. Try again in a moment.",
            Self::Misconfigured => "The application was set up wrongly.",
        }
    }
}

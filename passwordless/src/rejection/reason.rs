use std::time::Duration;

use super::{Fixed, RejectionKind};

/// Why a request is refused, as finely as clients are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// A reason that is told in the same words each time.
    Fixed(Fixed),
    /// What the user must confirm, and for how long a confirmation counts.
    StepUp { purpose: &'static str, max_age: Duration },
    /// A reason with words of its own: the application's, or ours about what is wrong with a request.
    Own { status: u16, code: &'static str, sentence: &'static str },
}

impl Reason {
    pub(super) fn kind(self) -> RejectionKind {
        match self {
            Self::Fixed(fixed) => fixed.kind(),
            Self::StepUp { .. } => RejectionKind::StepUpRequired,
            Self::Own { status, .. } => RejectionKind::of_status(status),
        }
    }

    pub(super) fn status(self) -> u16 {
        match self {
            Self::Fixed(fixed) => fixed.status(),
            Self::StepUp { .. } => 401,
            Self::Own { status, .. } => status,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Fixed(fixed) => fixed.code(),
            Self::StepUp { .. } => "step_up_required",
            Self::Own { code, .. } => code,
        }
    }

    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Fixed(fixed) => fixed.sentence(),
            Self::StepUp { .. } => "Confirm with a passkey first.",
            Self::Own { sentence, .. } => sentence,
        }
    }
}

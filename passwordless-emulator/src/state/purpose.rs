//! What a sign-in is for, and how strict it is.

/// A sign-in configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Purpose {
    pub(crate) name: &'static str,
    pub(crate) user_verification: &'static str,
    /// How long its tokens live, in seconds.
    pub(crate) time_to_live: i64,
}

const fn preset(name: &'static str) -> Purpose {
    Purpose { name, user_verification: "preferred", time_to_live: 120 }
}

const SIGN_IN: Purpose = preset("sign-in");
const STEP_UP: Purpose = preset("step-up");

impl Purpose {
    /// The configuration of this name; of an unknown one, silently, `sign-in`'s.
    pub(crate) fn of(name: &str) -> Self {
        if name == STEP_UP.name { STEP_UP } else { SIGN_IN }
    }
}

//! Reading requests as tolerantly as the service does, and no more.
//!
//! Member names match in any case at all depths, unknown members are skipped, a string may come as a number or
//! a boolean and a number as a string. Everything that the service cannot read is [`Malformed`].

mod object;
mod value;

pub(crate) use object::Object;

/// A request that cannot be read at all, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed(String);

impl Malformed {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// A member that is not what it should be.
    fn member(name: &str, expected: &str) -> Self {
        Self(format!("The member `{name}` must be {expected}."))
    }

    pub(crate) fn into_reason(self) -> String {
        self.0
    }
}

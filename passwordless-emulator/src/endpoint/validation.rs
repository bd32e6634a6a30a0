//! Checking fields, in the service's words where programs may read them.

use std::borrow::Cow;

use crate::answer::{Invalid, Problem};

const MOST_ALIASES: usize = 10;
const LONGEST_ALIAS: usize = 250;
/// In seconds: a week.
pub(super) const LONGEST_LIFE: i32 = 604_800;
/// In days.
const LONGEST_RETENTION: i32 = 90;

/// The fields that may not be so, all together.
#[derive(Debug, Default)]
pub(super) struct Validation(Vec<Invalid>);

impl Validation {
    pub(super) fn refuse(&mut self, field: &'static str, message: impl Into<Cow<'static, str>>) {
        let message = message.into();
        match self.0.iter_mut().find(|invalid| invalid.field == field) {
            Some(invalid) => invalid.messages.push(message),
            None => self.0.push(Invalid { field, messages: vec![message] }),
        }
    }

    /// A text that may be neither missing nor blank; `name` is what the service calls it in the message.
    /// False where it is; what else it may not be needs no saying then.
    pub(super) fn require(&mut self, field: &'static str, name: &str, value: Option<&str>) -> bool {
        let filled = value.is_some_and(|value| !value.trim().is_empty());
        if !filled {
            self.refuse(field, format!("The {name} field is required."));
        }
        filled
    }

    /// How long a token may live, in seconds.
    pub(super) fn life(&mut self, field: &'static str, name: &str, seconds: i32) {
        if !(1..=LONGEST_LIFE).contains(&seconds) {
            self.refuse(field, format!("The field {name} must be between 1 and {LONGEST_LIFE}."));
        }
    }

    /// How long events are kept, in days.
    pub(super) fn retention(&mut self, days: i32) {
        if !(0..=LONGEST_RETENTION).contains(&days) {
            let message =
                format!("The field EventLoggingRetentionPeriod must be between 0 and {LONGEST_RETENTION}.");
            self.refuse("eventLoggingRetentionPeriod", message);
        }
    }

    /// At most ten aliases, none blank, none longer than 250 characters.
    pub(super) fn aliases(&mut self, aliases: &[Option<String>]) {
        let blank = |alias: &Option<String>| alias.as_deref().is_none_or(|alias| alias.trim().is_empty());
        let long =
            |alias: &Option<String>| alias.as_deref().is_some_and(|alias| utf16(alias) > LONGEST_ALIAS);
        // As with every field: a missing value is reported alone, all other errors together.
        if aliases.iter().any(blank) {
            return self.refuse("aliases", "An alias may not be empty.");
        }
        if aliases.len() > MOST_ALIASES {
            self.refuse("aliases", format!("There may be at most {MOST_ALIASES} aliases."));
        }
        if aliases.iter().any(long) {
            self.refuse("aliases", format!("An alias may have at most {LONGEST_ALIAS} characters."));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn done(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::validation(self.0)) }
    }
}

/// The length of a text as the service counts it.
pub(super) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

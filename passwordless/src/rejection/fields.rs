use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// Sentences about the fields of a form, in the order in which they were said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FieldErrors {
    said: Vec<(Cow<'static, str>, Cow<'static, str>)>,
}

impl FieldErrors {
    /// Of several sentences about one field the first counts.
    pub(crate) fn add(&mut self, field: Cow<'static, str>, sentence: Cow<'static, str>) {
        if self.said.iter().all(|(known, _)| *known != field) {
            self.said.push((field, sentence));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// All of them, for a page that has one place for errors.
    pub(super) fn sentences(&self) -> String {
        let sentences: Vec<_> = self.said.iter().map(|(_, sentence)| &**sentence).collect();
        sentences.join(" ")
    }
}

impl Serialize for FieldErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.said.iter().map(|(field, sentence)| (field, sentence)))
    }
}

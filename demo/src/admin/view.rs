use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use rocket::FromForm;

use super::outcome::Deed;
use crate::database::Place;

/// What of the list the administrator looks at; every link and form of the pages keeps it.
#[derive(Debug, Clone, Default, FromForm)]
pub(super) struct View {
    /// What is searched.
    q: Option<String>,
    after: Option<String>,
    before: Option<String>,
    /// What was just done; links and forms do not keep it.
    done: Option<String>,
}

impl View {
    pub(super) fn searched(&self) -> &str {
        self.q.as_deref().unwrap_or_default().trim()
    }

    pub(super) fn place(&self) -> Place<'_> {
        match &self.before {
            Some(name) => Place::Before(name),
            None => Place::After(self.after.as_deref().unwrap_or_default()),
        }
    }

    /// The page after the user with this name.
    pub(super) fn after(&self, name: &str) -> Self {
        Self { q: self.q.clone(), after: Some(name.to_owned()), before: None, done: None }
    }

    /// The page before the user with this name.
    pub(super) fn before(&self, name: &str) -> Self {
        Self { q: self.q.clone(), after: None, before: Some(name.to_owned()), done: None }
    }

    /// What was just done, if the address says so.
    pub(super) fn done(&self) -> Option<Deed> {
        self.done.as_deref().and_then(Deed::of)
    }

    /// The same, where this was just done.
    pub(super) fn having_done(&self, deed: Deed) -> Self {
        Self { done: Some(deed.code().to_owned()), ..self.clone() }
    }

    /// The same, for links and forms on the page.
    pub(super) fn going_on(&self) -> Self {
        Self { done: None, ..self.clone() }
    }

    /// Where this is to be seen.
    pub(super) fn path(&self) -> String {
        format!("/admin{}", self.query())
    }

    /// Where a user is to be seen, with the way back to here.
    pub(super) fn path_to(&self, user_id: &str) -> String {
        format!("/admin/users/{}{}", encoded(user_id), self.query())
    }

    /// As the query of an address, with its question mark; empty if there is nothing to keep.
    pub(super) fn query(&self) -> String {
        let kept = [("q", &self.q), ("after", &self.after), ("before", &self.before), ("done", &self.done)];
        let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let mut query = String::new();
        for (name, value) in kept {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.push_str(name);
            query.push('=');
            query.extend(encoded(value));
        }
        query
    }
}

/// What is escaped: all but what never needs it, in a path as in a query: <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>, and the sign
/// that is in every e-mail address.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ESCAPED)
}

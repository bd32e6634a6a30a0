use rocket::{FromForm, UriDisplayQuery, uri};
use serde::Serialize;

use super::page;
use crate::database::Place;

/// What of the list the administrator looks at; every link and form of the pages keeps it.
#[derive(Clone, Debug, Default, FromForm, UriDisplayQuery, Serialize)]
pub(super) struct View {
    /// What is searched.
    q: Option<String>,
    after: Option<String>,
    before: Option<String>,
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
        Self { q: self.q.clone(), after: Some(name.to_owned()), before: None }
    }

    /// The page before the user with this name.
    pub(super) fn before(&self, name: &str) -> Self {
        Self { q: self.q.clone(), after: None, before: Some(name.to_owned()) }
    }

    /// Where this is to be seen.
    pub(super) fn path(&self) -> String {
        uri!(page::users(self)).to_string()
    }

    /// Where a user is to be seen, with the way back to here.
    pub(super) fn path_to(&self, user_id: &str) -> String {
        uri!(page::user(user_id, self)).to_string()
    }

    /// As the query of a form's address.
    pub(super) fn query(&self) -> String {
        let path = self.path();
        path.split_once('?').map_or_else(String::new, |(_, query)| format!("?{query}"))
    }
}

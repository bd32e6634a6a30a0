//! One row of the table of routes.

use std::{future, pin::Pin};

use crate::{
    access::Access,
    endpoint::{Call, Outcome},
};

/// The answer of a handler, which may have to wait for the data file.
type Answering<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;
type Handler = for<'a> fn(&'a Call<'a>) -> Answering<'a>;

/// One row of the table.
#[derive(Debug)]
pub(super) struct Route {
    /// Segments in braces stand for anything.
    pub(super) path: &'static str,
    pub(super) verb: Verb,
    pub(super) access: Access,
    pub(super) handler: Handler,
}

pub(super) const fn get(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { path, verb: Verb::Get, access, handler }
}

pub(super) const fn post(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { path, verb: Verb::Post, access, handler }
}

pub(super) const fn act(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { path, verb: Verb::Act, access, handler }
}

pub(super) const fn delete(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { path, verb: Verb::Delete, access, handler }
}

pub(super) const fn any(path: &'static str, access: Access, handler: Handler) -> Route {
    Route { path, verb: Verb::Any, access, handler }
}

/// The answer of a handler that does not wait.
pub(super) fn now<'a>(outcome: Outcome) -> Answering<'a> {
    Box::pin(future::ready(outcome))
}

/// Which methods a path takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    /// With a JSON body.
    Post,
    /// POST without a body.
    Act,
    Delete,
    /// The health reports answer every method.
    Any,
}

impl Verb {
    pub(super) fn method(self) -> &'static str {
        match self {
            Self::Post | Self::Act => "POST",
            Self::Delete => "DELETE",
            Self::Get | Self::Any => "GET",
        }
    }
}

impl Route {
    /// Whether the request must bring a JSON body.
    pub(super) fn reads_body(&self) -> bool {
        self.verb == Verb::Post
    }

    /// What the path's segments in braces are, if it is one of this row.
    pub(super) fn matches<'a>(&self, path: &'a str) -> Option<[&'a str; 2]> {
        // Nearly every row is another: a look at the number of segments would read as much.
        if !self.path.contains('{') {
            return self.path.eq_ignore_ascii_case(path).then_some([""; 2]);
        }
        let mut path_params = [""; 2];
        let mut place = 0;
        let mut given = path.split('/');
        for segment in self.path.split('/') {
            let value = given.next()?;
            if segment.starts_with('{') {
                if value.is_empty() {
                    return None;
                }
                *path_params.get_mut(place)? = value;
                place += 1;
            } else if !segment.eq_ignore_ascii_case(value) {
                return None;
            }
        }
        given.next().is_none().then_some(path_params)
    }
}

//! What was asked, without what it was asked with.

use std::{collections::VecDeque, time::Duration};

use serde::Serialize;

use crate::clock::Moment;

/// The most requests that are remembered; older ones are forgotten.
const MOST: usize = 1000;
/// Longer parts of a path are nothing that the service has, and may be a token.
const LONGEST_PART: usize = 62;

/// A request to the service that was answered: no query, no header, no body.
#[derive(Debug, Clone, Serialize)]
pub struct LoggedRequest {
    at: String,
    method: String,
    path: String,
    /// Null where the connection was cut.
    status: Option<u16>,
    microseconds: u64,
}

impl LoggedRequest {
    pub(crate) fn new(at: Moment, method: &str, path: &str, status: Option<u16>, took: Duration) -> Self {
        Self {
            at: at.zulu(),
            method: method.to_owned(),
            path: shortened(path),
            status,
            microseconds: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        }
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, without a query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The status of the answer; none where the connection was cut.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}

fn shortened(path: &str) -> String {
    if path.split('/').all(|part| part.len() <= LONGEST_PART) {
        return path.to_owned();
    }
    let parts = path.split('/').map(|part| if part.len() > LONGEST_PART { "…" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The last requests, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog(VecDeque<LoggedRequest>);

impl RequestLog {
    pub(super) fn push(&mut self, request: LoggedRequest) {
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(request);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &LoggedRequest> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_bounded_and_forgets_what_may_be_a_token() {
        let mut log = RequestLog::default();
        for number in 0..=MOST {
            let path = format!("/{number}/verify_{}", "A".repeat(100));
            log.push(LoggedRequest::new(Moment::now(), "GET", &path, Some(404), Duration::ZERO));
        }
        let paths: Vec<_> = log.iter().map(LoggedRequest::path).collect();
        assert_eq!((paths.len(), paths[0]), (MOST, "/1/…"));
    }
}

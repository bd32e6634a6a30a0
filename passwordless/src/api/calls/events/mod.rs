//! The event log.

mod event;
mod kind;
mod open_names;
mod severity;

pub use event::Event;
pub use kind::EventKind;
use serde::{Deserialize, Serialize};
pub use severity::Severity;

use crate::api::{client::Client, endpoint::Endpoint, error::Error, exchange::Call, wire::nulls};

const MAX_PAGE: u32 = i32::MAX.unsigned_abs();
const MAX_RESULTS: u32 = 1_000;

/// A page of the event log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventPage {
    #[serde(deserialize_with = "nulls::default")]
    events: Vec<Event>,
    #[serde(rename = "totalEventCount", default, deserialize_with = "nulls::default")]
    total: u64,
}

impl EventPage {
    /// The events of this page, newest first. None beyond the last page.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events of this page, newest first, to keep.
    pub fn into_events(self) -> Vec<Event> {
        self.events
    }

    /// How many events there are on all pages.
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// Which page of the event log.
///
/// ```
/// use passwordless::api::admin::EventQuery;
///
/// let newest = EventQuery::default();
/// let third = EventQuery::page(3).results(50);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct EventQuery {
    page: u32,
    results: u32,
}

impl EventQuery {
    /// This page, where the first is 1, of a hundred events. New events move those that are there to later pages.
    pub fn page(number: u32) -> Self {
        Self { page: number, results: 100 }
    }

    /// How many events make a page: from 1 to 1000.
    pub fn results(mut self, count: u32) -> Self {
        self.results = count;
        self
    }

    fn check(self) -> Result<(), Error> {
        if !(1..=MAX_PAGE).contains(&self.page) {
            return Err(Error::input(format!("`page` is {}; the first page is 1", self.page)));
        }
        if !(1..=MAX_RESULTS).contains(&self.results) {
            return Err(Error::input(format!(
                "`results` is {}, and must be from 1 to {MAX_RESULTS}",
                self.results
            )));
        }
        Ok(())
    }
}

impl Default for EventQuery {
    fn default() -> Self {
        Self::page(1)
    }
}

impl Client {
    /// A page of the application's event log. The log must be switched on in the service's console.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a page that cannot be; otherwise every kind of [`Error`].
    /// While the log is off, the service answers 500, where its documentation says 403. A long page may be larger
    /// than [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    pub async fn events(&self, query: EventQuery) -> Result<EventPage, Error> {
        query.check()?;
        let call = Call::new(Endpoint::EVENTS).query("pageNumber", query.page.to_string());
        self.json(call.query("numberOfResults", query.results.to_string())).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_begin_at_one_and_end_at_a_thousand_events() {
        for query in
            [EventQuery::default(), EventQuery::page(MAX_PAGE).results(1), EventQuery::page(1).results(1_000)]
        {
            assert!(query.check().is_ok(), "{query:?}");
        }
        let first = EventQuery::default();
        for query in
            [EventQuery::page(0), EventQuery::page(MAX_PAGE + 1), first.results(0), first.results(1_001)]
        {
            assert!(query.check().is_err(), "{query:?}");
        }
    }
}

//! What a page said on its console and asked for over the network.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// Written by Chromium's events while a story runs, read by the story and when it ends.
#[derive(Debug, Clone, Default)]
pub struct Logbook(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    complaints: Vec<String>,
    expected: Vec<String>,
    requests: Vec<String>,
    loaded: Vec<String>,
}

impl Logbook {
    /// Says that an error whose text contains `words` belongs to the story.
    pub fn expect(&self, words: &str) {
        self.lock().expected.push(words.to_owned());
    }

    /// Errors on the console, uncaught exceptions and violations of the content policy that no story expected.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let entries = self.lock();
        let unexpected = |said: &&String| !entries.expected.iter().any(|words| said.contains(words.as_str()));
        entries.complaints.iter().filter(unexpected).cloned().collect()
    }

    /// Every address that was asked for, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.lock().requests.clone()
    }

    pub(crate) fn has_loaded(&self, loader: &str) -> bool {
        self.lock().loaded.iter().any(|loaded| loaded == loader)
    }

    pub(crate) fn record(&self, method: &str, params: &Value) {
        let mut entries = self.lock();
        match method {
            "Network.requestWillBeSent" => {
                entries.requests.extend(params["request"]["url"].as_str().map(ToOwned::to_owned));
            }
            "Page.lifecycleEvent" if params["name"] == "load" => {
                entries.loaded.extend(params["loaderId"].as_str().map(ToOwned::to_owned));
            }
            _ => entries.complaints.extend(complaint(method, params)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The complaint in an event, if it is one.
fn complaint(method: &str, params: &Value) -> Option<String> {
    match method {
        "Runtime.consoleAPICalled" if matches!(params["type"].as_str(), Some("error" | "assert")) => {
            let said = params["args"].as_array()?.iter().map(|said| {
                said["description"].as_str().map_or_else(|| said["value"].to_string(), ToOwned::to_owned)
            });
            Some(format!("console: {}", said.collect::<Vec<_>>().join(" ")))
        }
        "Runtime.exceptionThrown" => {
            let details = &params["exceptionDetails"];
            let thrown = details["exception"]["description"].as_str().or(details["text"].as_str());
            Some(format!("uncaught: {}", thrown.unwrap_or("an exception without a text")))
        }
        "Log.entryAdded" if params["entry"]["level"] == "error" => {
            let entry = &params["entry"];
            let text = |member: &str| entry[member].as_str().unwrap_or_default().to_owned();
            Some(format!("{}: {} {}", text("source"), text("text"), text("url")))
        }
        "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue" => {
            let details = &params["issue"]["details"]["contentSecurityPolicyIssueDetails"];
            Some(format!("content policy: {details}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Logbook;

    #[test]
    fn errors_are_complaints_and_other_messages_are_not() {
        let logbook = Logbook::default();
        for kind in ["log", "warning", "error"] {
            let said = json!({"type": kind, "args": [{"value": kind}, {"value": 1}]});
            logbook.record("Runtime.consoleAPICalled", &said);
        }
        for level in ["info", "error"] {
            let entry =
                json!({"entry": {"level": level, "source": "network", "text": "409", "url": "http://x/"}});
            logbook.record("Log.entryAdded", &entry);
        }
        assert_eq!(logbook.complaints(), ["console: \"error\" 1", "network: 409 http://x/"]);
        logbook.expect("409");
        assert_eq!(logbook.complaints(), ["console: \"error\" 1"]);
    }

    #[test]
    fn requests_and_loaded_documents_are_remembered() {
        let logbook = Logbook::default();
        logbook.record("Network.requestWillBeSent", &json!({"request": {"url": "http://localhost:1/"}}));
        logbook.record("Page.lifecycleEvent", &json!({"name": "init", "loaderId": "A"}));
        assert!(!logbook.has_loaded("A"));
        logbook.record("Page.lifecycleEvent", &json!({"name": "load", "loaderId": "A"}));
        assert!(logbook.has_loaded("A"));
        assert_eq!(logbook.requests(), ["http://localhost:1/"]);
        assert!(logbook.complaints().is_empty());
    }
}

//! A page: where it is, what it shows, and waiting until it shows something.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{Error, Logbook, connection::Connection};

/// How long a page may take to show what a story waits for.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a page is asked whether it shows it.
const PACE: Duration = Duration::from_millis(15);
/// A page that is not what a story waits for, in a few lines.
const GLANCE: &str = "location.href + ' shows: ' + \
    (document.body ? document.body.innerText.replace(/\\s+/g, ' ').slice(0, 600) : 'nothing')";

/// One page of one [`Person`](crate::Person).
#[derive(Debug)]
pub struct Page {
    connection: Connection,
    session: String,
    logbook: Logbook,
}

impl Page {
    pub(crate) async fn new(connection: Connection, session: String) -> Result<Self, Error> {
        let logbook = Logbook::default();
        connection.log_into(&session, logbook.clone());
        let page = Self { connection, session, logbook };
        for domain in ["Page", "Runtime", "Log", "Network", "Audits"] {
            page.send(&format!("{domain}.enable"), json!({})).await?;
        }
        page.send("Page.setLifecycleEventsEnabled", json!({"enabled": true})).await?;
        // A ceremony wants the page in focus, and of two people's windows only one can really have it.
        page.send("Emulation.setFocusEmulationEnabled", json!({"enabled": true})).await?;
        Ok(page)
    }

    /// What this page said and asked for since it was opened.
    #[must_use]
    pub fn logbook(&self) -> &Logbook {
        &self.logbook
    }

    /// Opens `url` and waits until it has loaded.
    ///
    /// # Errors
    /// When it cannot be reached, or does not finish loading.
    pub async fn goto(&self, url: &str) -> Result<(), Error> {
        let answer = self.send("Page.navigate", json!({"url": url})).await?;
        if let Some(message) = answer["errorText"].as_str() {
            return Err(Error::Navigation { url: url.to_owned(), message: message.to_owned() });
        }
        // Without a loader the document stayed the same, as it does for another fragment.
        let Some(loader) = answer["loaderId"].as_str() else { return Ok(()) };
        self.poll(&format!("{url} to load"), async || Ok(self.logbook.has_loaded(loader).then_some(()))).await
    }

    /// Has a script run in every document that this page loads from now on, before the document's own.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn run_first(&self, script: &str) -> Result<(), Error> {
        self.send("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await?;
        Ok(())
    }

    /// Loads the page anew.
    ///
    /// # Errors
    /// When it cannot be reached, or does not finish loading.
    pub async fn reload(&self) -> Result<(), Error> {
        let url = self.url().await?;
        self.goto(&url).await
    }

    /// The page's address.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn url(&self) -> Result<String, Error> {
        let url = self.eval("location.href").await?;
        Ok(url.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page, awaits it when it is a promise, and returns its value.
    ///
    /// # Errors
    /// When it throws, or the page navigates away meanwhile.
    pub async fn eval(&self, expression: &str) -> Result<Value, Error> {
        let params = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": true,
        });
        let mut answer = match self.send("Runtime.evaluate", params).await {
            Err(Error::Refused { message, .. }) if is_about_navigation(&message) => {
                return Err(Error::Interrupted(expression.to_owned()));
            }
            answer => answer?,
        };
        if let Some(details) = answer.get("exceptionDetails") {
            let thrown = &details["exception"];
            let message = thrown["description"].as_str().or(details["text"].as_str()).unwrap_or("no reason");
            return Err(Error::Script { expression: expression.to_owned(), message: message.to_owned() });
        }
        Ok(answer["result"]["value"].take())
    }

    /// Waits until a script returns something true, and returns it. Navigations in between do no harm.
    ///
    /// # Errors
    /// When it throws, or twenty seconds pass.
    pub async fn wait_for(&self, condition: &str) -> Result<Value, Error> {
        self.poll(condition, async || match self.eval(condition).await {
            Ok(value) => Ok(is_true(&value).then_some(value)),
            Err(Error::Interrupted(_)) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    /// The text of the first element that `selector` matches, as it is shown.
    ///
    /// # Errors
    /// When there is none within twenty seconds.
    pub async fn text(&self, selector: &str) -> Result<String, Error> {
        let script =
            format!("(e => e && {{text: e.innerText}})(document.querySelector({}))", quote(selector));
        let found = self.wait_for(&script).await?;
        Ok(found["text"].as_str().unwrap_or_default().to_owned())
    }

    pub(crate) async fn send(&self, method: &str, params: Value) -> Result<Value, Error> {
        self.connection.send(Some(&self.session), method, params).await
    }

    /// A second handle on this page's session, for what lives as long as the page.
    pub(crate) fn session(&self) -> (Connection, String) {
        (self.connection.clone(), self.session.clone())
    }

    /// Asks again and again until there is an answer, or says what the page showed instead.
    pub(crate) async fn poll<T>(
        &self,
        waited_for: &str,
        mut ask: impl AsyncFnMut() -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(found) = ask().await? {
                return Ok(found);
            }
            sleep(PACE).await;
        }
        let seen = self.eval(GLANCE).await.map_or_else(
            |error| error.to_string(),
            |shown| shown.as_str().unwrap_or("nothing was shown").to_owned(),
        );
        Err(Error::TimedOut { waited_for: waited_for.to_owned(), waited: PATIENCE, seen })
    }
}

/// A JavaScript string literal.
pub(crate) fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

/// What JavaScript takes for true.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Chromium's words for "the document that the script ran in has gone".
fn is_about_navigation(message: &str) -> bool {
    ["navigated or closed", "context was destroyed", "Cannot find context", "Promise was collected"]
        .iter()
        .any(|words| message.contains(words))
}

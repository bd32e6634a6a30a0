//! Somebody in front of a browser.

use serde_json::json;

use crate::{Error, Page, connection::Connection};

/// A profile of its own in a running Chromium: two people share no cookie, no cache and no passkey.
#[derive(Debug)]
pub struct Person {
    connection: Connection,
    context: String,
}

impl Person {
    pub(crate) async fn new(connection: Connection) -> Result<Self, Error> {
        let answer = connection.send(None, "Target.createBrowserContext", json!({})).await?;
        let context = string(&answer, "Target.createBrowserContext", "browserContextId")?;
        Ok(Self { connection, context })
    }

    /// Opens an empty page in a window of its own, whose logbook starts before anything is loaded in it. Of two pages in
    /// one window the hidden one could ask for no passkey.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn page(&self) -> Result<Page, Error> {
        let target = json!({"url": "about:blank", "browserContextId": self.context, "newWindow": true});
        let answer = self.connection.send(None, "Target.createTarget", target).await?;
        let target = string(&answer, "Target.createTarget", "targetId")?;
        let attach = json!({"targetId": target, "flatten": true});
        let answer = self.connection.send(None, "Target.attachToTarget", attach).await?;
        let session = string(&answer, "Target.attachToTarget", "sessionId")?;
        Page::new(self.connection.clone(), session).await
    }
}

fn string(answer: &serde_json::Value, method: &str, member: &'static str) -> Result<String, Error> {
    answer[member].as_str().map(ToOwned::to_owned).ok_or_else(|| Error::Shape {
        what: method.to_owned(),
        member,
        answer: answer.to_string(),
    })
}

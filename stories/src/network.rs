//! What passes between a page and its servers: cookies, and the network going away.

use serde_json::{Value, json};

use crate::{Error, Page};

impl Page {
    /// Cuts this page off from every server, or connects it again.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn set_offline(&self, offline: bool) -> Result<(), Error> {
        let conditions =
            json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.send("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Has every request fail whose address matches one of `patterns` (`*` stands for anything); an empty list ends
    /// that.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn block(&self, patterns: &[&str]) -> Result<(), Error> {
        self.send("Network.setBlockedURLs", json!({"urls": patterns})).await?;
        Ok(())
    }

    /// Every cookie of this page, as [`Page::set_cookies`] takes them.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn cookies(&self) -> Result<Value, Error> {
        let mut answer = self.send("Network.getCookies", json!({})).await?;
        Ok(answer["cookies"].take())
    }

    /// Puts cookies into this page's browser.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn set_cookies(&self, cookies: &Value) -> Result<(), Error> {
        self.send("Network.setCookies", json!({"cookies": cookies})).await?;
        Ok(())
    }
}

//! How a page looks: the size of its window, dark or light, and a picture of it.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{Error, Page};

impl Page {
    /// Gives the page a window of this many CSS pixels.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn set_viewport(&self, width: u32, height: u32) -> Result<(), Error> {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.send("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Says that the person prefers dark pages, or light ones.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn set_dark(&self, dark: bool) -> Result<(), Error> {
        let value = if dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        self.send("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Writes a picture of the whole page, as PNG, to `path`.
    ///
    /// # Errors
    /// When Chromium takes none, or it cannot be written.
    pub async fn screenshot(&self, path: &Path) -> Result<(), Error> {
        let params = json!({"format": "png", "captureBeyondViewport": true});
        let answer = self.send("Page.captureScreenshot", params).await?;
        let picture = answer["data"].as_str().and_then(|picture| STANDARD.decode(picture).ok());
        let picture = picture.ok_or_else(|| Error::Shape {
            what: "Page.captureScreenshot".to_owned(),
            member: "data",
            answer: answer.to_string(),
        })?;
        std::fs::write(path, picture).map_err(Error::system(format!("write a picture to {}", path.display())))
    }
}

//! A person's hands: real mouse and key events, not calls of the page's own functions.

use serde_json::{Value, json};

use crate::{Error, Page, page::quote};

/// Finds an element, brings it into view, and says where to press, or what is in the way. A disabled control or one
/// without a size is not there yet.
const FIND: &str = "(selector => {
    const element = document.querySelector(selector);
    if (!element || element.disabled) return null;
    element.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return null;
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    return top && (element.contains(top) || top.control === element || top.contains(element)) ? {x, y} : null;
})";

impl Page {
    /// Presses the mouse on the first element that `selector` matches, once it is there, enabled and not covered.
    ///
    /// # Errors
    /// When that does not become so within twenty seconds.
    pub async fn click(&self, selector: &str) -> Result<(), Error> {
        let place = self.wait_for(&format!("{FIND}({})", quote(selector))).await?;
        for (kind, held) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({
                "type": kind, "x": place["x"], "y": place["y"], "button": button, "buttons": held, "clickCount": 1,
            });
            self.send("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// Clicks into a field and types `text` in place of what it held.
    ///
    /// # Errors
    /// When the field cannot be clicked.
    pub async fn type_into(&self, selector: &str, text: &str) -> Result<(), Error> {
        self.click(selector).await?;
        self.eval(&format!("document.querySelector({}).select()", quote(selector))).await?;
        self.insert(text).await
    }

    /// Types `text` into whatever has the focus.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn insert(&self, text: &str) -> Result<(), Error> {
        self.send("Input.insertText", json!({"text": text})).await?;
        Ok(())
    }

    /// Presses and releases one key: `Tab`, `Enter`, `Escape` or `Space`; `Shift+Tab` goes backwards.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn press(&self, key: &str) -> Result<(), Error> {
        let (shift, key) = key.strip_prefix("Shift+").map_or((0, key), |key| (8, key));
        let (name, code, text) = match key {
            "Tab" => ("Tab", 9, ""),
            "Enter" => ("Enter", 13, "\r"),
            "Escape" => ("Escape", 27, ""),
            "Space" => (" ", 32, " "),
            other => {
                return Err(Error::Refused {
                    method: "Input.dispatchKeyEvent".to_owned(),
                    message: format!("the driver has no key {other}"),
                });
            }
        };
        let mut event = json!({"key": name, "code": key, "windowsVirtualKeyCode": code, "modifiers": shift, "type": "keyDown"});
        if !text.is_empty() {
            event["text"] = text.into();
        }
        self.send("Input.dispatchKeyEvent", event.clone()).await?;
        event["type"] = "keyUp".into();
        if let Some(event) = event.as_object_mut() {
            event.remove("text");
        }
        self.send("Input.dispatchKeyEvent", event).await?;
        Ok(())
    }

    /// The id of the element that has the focus, or its tag's name when it has no id.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn focused(&self) -> Result<String, Error> {
        let script = "(e => e ? e.id || e.localName : '')(document.activeElement)";
        Ok(self.eval(script).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Goes from control to control with the Tab key until the one with this id has the focus.
    ///
    /// # Errors
    /// When the key does not get there in thirty presses.
    pub async fn tab_to(&self, id: &str) -> Result<(), Error> {
        let mut passed = Vec::new();
        while passed.len() < 30 {
            self.press("Tab").await?;
            let focused = self.focused().await?;
            if focused == id {
                return Ok(());
            }
            passed.push(Value::from(focused));
        }
        Err(Error::Shape {
            what: "the Tab key".to_owned(),
            member: "the control it should reach",
            answer: format!("wanted {id}, passed {}", Value::from(passed)),
        })
    }
}

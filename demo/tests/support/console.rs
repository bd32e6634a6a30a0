//! The service and its console, where somebody exchanges the application's secret.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "every test file uses its own part of this, and a test may unwrap"
)]

use passwordless_emulator::{App, Emulator};
use serde_json::{Value, json};

const MANAGEMENT_KEY: &str = "dev_console";

pub(crate) struct Console {
    pub emulator: Emulator,
}

impl Console {
    pub(crate) fn open() -> Self {
        let emulator = Emulator::builder().app(App::new("demo").unwrap()).management_key(MANAGEMENT_KEY);
        Self { emulator: emulator.start().unwrap() }
    }

    /// The second secret of an application, good beside the first.
    pub(crate) async fn create_secret(&self) -> String {
        let created = self.post("secret-keys", json!({ "scopes": [0, 1] })).await;
        created["apiKey"].as_str().unwrap().to_owned()
    }

    /// From now on the service refuses this secret. A key's id is the end of it.
    pub(crate) async fn lock(&self, secret: &str) {
        self.post(&format!("api-keys/{}/lock", &secret[secret.len() - 4..]), json!({})).await;
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.post(format!("{}/admin/apps/demo/{path}", self.emulator.url()));
        let answer = request.header("ManagementKey", MANAGEMENT_KEY).json(&body).send().await.unwrap();
        let answer = answer.error_for_status().unwrap().text().await.unwrap();
        serde_json::from_str(&answer).unwrap_or_default()
    }
}

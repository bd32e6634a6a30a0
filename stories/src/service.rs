//! The service behind the demo, asked with the secret key as an application's backend asks it.

use serde_json::{Value, json};

use crate::Error;

/// The emulator that a demo started, or any other service, by its address and secret key.
#[derive(Debug)]
pub struct Service {
    url: String,
    secret: String,
    http: reqwest::Client,
}

impl Service {
    /// The service at `url`; nothing is sent yet.
    #[must_use]
    pub fn new(url: &str, secret: &str) -> Self {
        Self {
            url: url.trim_end_matches('/').to_owned(),
            secret: secret.to_owned(),
            http: reqwest::Client::new(),
        }
    }

    /// The ids of everybody who has a passkey or an alias.
    ///
    /// # Errors
    /// When the service cannot be asked, or refuses.
    pub async fn users(&self) -> Result<Vec<String>, Error> {
        let answer = self.ask(self.http.get(format!("{}/users/list", self.url)), "users/list").await?;
        let users = answer["values"].as_array().into_iter().flatten();
        Ok(users.filter_map(|user| user["userId"].as_str().map(ToOwned::to_owned)).collect())
    }

    /// The ids (base64url) of a user's credentials.
    ///
    /// # Errors
    /// When the service cannot be asked, or refuses.
    pub async fn credentials(&self, user: &str) -> Result<Vec<String>, Error> {
        let request = self.http.post(format!("{}/credentials/list", self.url)).json(&json!({"userId": user}));
        let answer = self.ask(request, "credentials/list").await?;
        let credentials = answer["values"].as_array().into_iter().flatten();
        let id = |credential: &Value| credential["descriptor"]["id"].as_str().map(ToOwned::to_owned);
        Ok(credentials.filter_map(id).collect())
    }

    /// Deletes a credential by its id (base64url).
    ///
    /// # Errors
    /// When the service cannot be asked, or refuses.
    pub async fn delete_credential(&self, id: &str) -> Result<(), Error> {
        let request = self.http.post(format!("{}/credentials/delete", self.url));
        self.ask(request.json(&json!({"credentialId": id})), "credentials/delete").await.map(drop)
    }

    /// A token to register a passkey for this user.
    ///
    /// # Errors
    /// When the service cannot be asked, or refuses.
    pub async fn registration_token(&self, user: &str, name: &str) -> Result<String, Error> {
        let request = self.http.post(format!("{}/register/token", self.url));
        let answer =
            self.ask(request.json(&json!({"userId": user, "username": name})), "register/token").await?;
        answer["token"].as_str().map(ToOwned::to_owned).ok_or_else(|| Error::Shape {
            what: "register/token".to_owned(),
            member: "token",
            answer: answer.to_string(),
        })
    }

    async fn ask(&self, request: reqwest::RequestBuilder, what: &str) -> Result<Value, Error> {
        let failed = |reason: String| Error::Service { what: what.to_owned(), reason };
        let answer =
            request.header("ApiSecret", &self.secret).send().await.map_err(|e| failed(e.to_string()))?;
        let status = answer.status();
        let text = answer.text().await.map_err(|e| failed(e.to_string()))?;
        if !status.is_success() {
            return Err(failed(format!("{status} {text}")));
        }
        // Some answers are empty.
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }
}

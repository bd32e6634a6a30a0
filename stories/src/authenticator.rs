//! The place where a page's passkeys are kept: Chromium's virtual authenticator.

use serde_json::{Value, json};

use crate::{Error, Page, connection::Connection};

/// A platform authenticator with a screen lock, as a laptop or a phone has one. It belongs to its page: another page,
/// even of the same person, does not see it.
#[derive(Debug)]
pub struct VirtualAuthenticator {
    connection: Connection,
    session: String,
    id: String,
}

/// One passkey in a [`VirtualAuthenticator`], its binary members in standard base64.
#[derive(Debug, Clone, Eq, PartialEq)]
pub struct Passkey {
    /// The credential's id.
    pub id: String,
    /// The relying party it is for.
    pub rp_id: String,
    /// The user handle given at registration.
    pub user_handle: String,
    /// How often it was used, as the authenticator counts.
    pub sign_count: u64,
}

impl Page {
    /// Gives the page an authenticator. Nobody stands before it yet: a ceremony that begins before
    /// [`VirtualAuthenticator::set_present`] says otherwise waits, because an autofill request that the page makes while it
    /// loads would be answered at once.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn authenticator(&self) -> Result<VirtualAuthenticator, Error> {
        self.send("WebAuthn.enable", json!({})).await?;
        let options = json!({"options": {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": false,
        }});
        let answer = self.send("WebAuthn.addVirtualAuthenticator", options).await?;
        let id = answer["authenticatorId"].as_str().ok_or_else(|| Error::Shape {
            what: "WebAuthn.addVirtualAuthenticator".to_owned(),
            member: "authenticatorId",
            answer: answer.to_string(),
        })?;
        let (connection, session) = self.session();
        Ok(VirtualAuthenticator { connection, session, id: id.to_owned() })
    }
}

impl VirtualAuthenticator {
    /// Whether somebody touches the sensor whenever a ceremony begins. One that waits already goes on waiting.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn set_present(&self, present: bool) -> Result<(), Error> {
        self.send("setAutomaticPresenceSimulation", json!({"enabled": present})).await?;
        Ok(())
    }

    /// Whether the screen lock recognises the person who touches it.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn set_verified(&self, verified: bool) -> Result<(), Error> {
        self.send("setUserVerified", json!({"isUserVerified": verified})).await?;
        Ok(())
    }

    /// The passkeys it holds.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn passkeys(&self) -> Result<Vec<Passkey>, Error> {
        let answer = self.send("getCredentials", json!({})).await?;
        let text = |passkey: &Value, member: &str| passkey[member].as_str().unwrap_or_default().to_owned();
        let passkeys = answer["credentials"].as_array().into_iter().flatten().map(|passkey| Passkey {
            id: text(passkey, "credentialId"),
            rp_id: text(passkey, "rpId"),
            user_handle: text(passkey, "userHandle"),
            sign_count: passkey["signCount"].as_u64().unwrap_or_default(),
        });
        Ok(passkeys.collect())
    }

    /// Puts the passkeys it holds into another one too, as a password manager does that keeps two devices alike.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn sync_to(&self, other: &Self) -> Result<(), Error> {
        let answer = self.send("getCredentials", json!({})).await?;
        for passkey in answer["credentials"].as_array().into_iter().flatten() {
            other.send("addCredential", json!({"credential": passkey})).await?;
        }
        Ok(())
    }

    /// Forgets one passkey.
    ///
    /// # Errors
    /// When it does not hold that passkey.
    pub async fn forget(&self, passkey: &Passkey) -> Result<(), Error> {
        self.send("removeCredential", json!({"credentialId": passkey.id})).await?;
        Ok(())
    }

    async fn send(&self, command: &str, mut params: Value) -> Result<Value, Error> {
        params["authenticatorId"] = self.id.as_str().into();
        self.connection.send(Some(&self.session), &format!("WebAuthn.{command}"), params).await
    }
}

//! The user's name as the service knows it, so that they can sign in by name.

use crate::application::Application;
use crate::problem::Chain;

impl Application {
    /// Tells the service the user's alias if it has not acknowledged it yet. A failure is logged and tried again at
    /// the next sign-in: until then the person signs in without typing the name.
    pub async fn tell_alias(&self, user_id: &str) {
        let alias = match self.database.missing_alias(user_id).await {
            Ok(Some(alias)) => alias,
            Ok(None) => return,
            Err(error) => return tracing::error!(error = %Chain(&error), "the database did not answer"),
        };
        if let Err(error) = self.client.set_aliases(user_id, [alias]).await {
            return tracing::warn!(user = user_id, error = %Chain(&error), "the service does not know the alias yet");
        }
        if let Err(error) = self.database.alias_is_known(user_id).await {
            tracing::error!(error = %Chain(&error), "the database did not answer");
        }
    }
}

//! A page that holds a token back. Rocket's tests have it, too.

use std::time::{Duration, SystemTime};

use passwordless::{Purpose, api::admin::AuthConfigChange};
use reqwest::Method;
use serde_json::json;

use crate::{own_accounts::Application, visitor::Visitor};

const MINUTE: Duration = Duration::from_secs(60);

/// A purpose for which a passkey counts that was used within the hour.
pub(crate) struct WithinTheHour;

impl Purpose for WithinTheHour {
    const NAME: &'static str = "within-the-hour";
    const MAX_AGE: Duration = Duration::from_secs(3600);
}

impl Application {
    /// Where the service gives tokens a long life: what counts is when the passkey was used, to sign in or to confirm, and
    /// not when its token was handed in.
    pub(crate) async fn takes_a_token_that_was_held_back_for_no_fresh_use(&self) {
        let (client, emulator) = (&self.site.client, &self.site.emulator);
        let long = |purpose| AuthConfigChange::new(purpose, "tests").time_to_live(MINUTE * 60);
        client.update_auth_config(&long("sign-in")).await.unwrap();
        client.add_auth_config(&long(WithinTheHour::NAME)).await.unwrap();
        let device = self.add(&mut self.by_password(0).await).await;

        emulator.fix_clock(SystemTime::now() - MINUTE * 10);
        let signed_in = json!({ "token": device.sign_in().await.unwrap() });
        let confirmed = json!({ "token": device.sign_in_for(WithinTheHour::NAME).await.unwrap() });
        emulator.run_clock();

        let add = "/passkeys/passkeys";
        let refused = (401, json!("step_up_required"));
        let mut alice = Visitor::new(self.url.clone());
        assert_eq!(alice.post("/passkeys/sign-in", signed_in).await.0, 200);
        assert_eq!(Self::code(&mut alice, Method::POST, add).await, refused, "after the sign-in");
        let path = format!("/passkeys/step-up/{}", WithinTheHour::NAME);
        assert_eq!(alice.post(&path, confirmed).await.0, 200);
        assert_eq!(Self::code(&mut alice, Method::POST, add).await, refused, "after the confirmation");
    }
}

//! What people do with passkeys in an application that had passwords before.

use serde_json::json;

use crate::{
    application::{Application, is_in},
    visitor::Visitor,
};

impl Application {
    /// A password user adds a passkey, signs in by it, confirms by it, deletes it and goes on by password; another one
    /// closes the account.
    pub(crate) async fn leads_a_whole_account(&self) {
        // The form asks for the terms as it did.
        let form = "name=Pat&email=pat%40example.com&password=correct+horse+battery";
        assert_eq!(Visitor::new(&self.url).form("/sign-up", form).await.status, 422);

        let mut pat = self.newcomer("Pat").await;
        assert!(self.passkeys(&mut pat).await.is_empty());
        let device = self.add(&mut pat).await;
        let users = self.users_of_the_service().await;
        let is_random = |id: &String| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
        assert!(users.len() == 1 && users.iter().all(is_random), "the service knows no integer: {users:?}");

        // The passkey opens the application's own session, which its own pages know.
        let mut by_passkey = self.by_passkey(&device).await;
        assert!(by_passkey.get("/account").await.text.contains("Pat@example.com"));
        assert!(by_passkey.get("/").await.text.contains("Hello Pat!"));

        // The password goes on working. After an hour it deletes nothing, until the passkey confirms it.
        let mut later = self.an_hour_ago("Pat").await;
        let ids = self.passkeys(&mut later).await;
        assert_eq!(ids.len(), 1);
        assert_eq!(self.delete(&mut later, &ids[0]).await.refusal(), (401, "step_up_required".to_owned()));
        let token = device.sign_in_for("step-up").await.unwrap();
        assert!([200, 204].contains(&self.confirm(&mut later, &token).await.status));
        let second = self.add(&mut later).await;
        assert!([200, 204].contains(&self.delete(&mut later, &ids[0]).await.status));
        assert_eq!(self.passkeys(&mut later).await.len(), 1);
        let late = device.sign_in().await;
        assert!(late.is_err(), "a deleted passkey signs nobody in");

        // Somebody who confirmed closes the account, and nothing of it is left at the service.
        let mut last = self.by_passkey(&second).await;
        assert_eq!(last.form("/account/close", "").await.status, 422);
        assert_eq!(last.form("/account/close", "sure=true").await.location, "/");
        assert!(!is_in(&mut last).await && !is_in(&mut later).await);
        assert!(self.users_of_the_service().await.is_empty());
    }

    /// The last passkey may go, because there is a password.
    pub(crate) async fn deletes_the_last_passkey(&self) {
        let mut pat = self.newcomer("Pat").await;
        let device = self.add(&mut pat).await;
        let mut pat = self.by_passkey(&device).await;
        let ids = self.passkeys(&mut pat).await;
        assert!([200, 204].contains(&self.delete(&mut pat, &ids[0]).await.status));
        // Where the session is ours, it has ended with its passkey.
        let mut pat = self.by_password("Pat").await;
        assert!(is_in(&mut pat).await && self.passkeys(&mut pat).await.is_empty());
    }

    /// One sign-out is enough, wherever it is: the page's own or the script's.
    pub(crate) async fn signs_out_once(&self) {
        let mut pat = self.newcomer("Pat").await;
        let device = self.add(&mut pat).await;
        let mut by_password = self.by_password("Pat").await;
        let mut by_passkey = self.by_passkey(&device).await;
        for visitor in [&mut by_password, &mut by_passkey] {
            let mut stolen = visitor.stolen();
            assert!(is_in(&mut stolen).await);
            assert_eq!(visitor.form("/logout", "").await.location, "/");
            assert!(!is_in(visitor).await);
            assert_eq!(is_in(&mut stolen).await, !self.ends_at_the_server);
            assert_eq!(self.begin(visitor).await.status, 401);
        }
        if self.routes == crate::application::Routes::Ours {
            let mut by_script = self.by_passkey(&device).await;
            assert_eq!(by_script.json("/passkeys/sign-out", json!({})).await.status, 204);
            assert!(!is_in(&mut by_script).await);
        }
    }

    /// Whoever has a password and no passkey is led on, and closes the account by the password.
    pub(crate) async fn has_no_dead_end(&self) {
        self.newcomer("Pat").await;
        let mut old = self.an_hour_ago("Pat").await;
        assert_eq!(self.begin(&mut old).await.refusal(), (401, "sign_in_again".to_owned()));
        let refused = old.form("/account/close", "sure=true").await;
        assert_eq!(refused.status, 401);
        assert!(refused.text.contains("Sign in again first"), "{}", refused.text);
        let mut fresh = self.by_password("Pat").await;
        assert_eq!(fresh.form("/account/close", "sure=true").await.location, "/");
    }

    /// An outage of the service is no wrong password, and the password goes on working.
    pub(crate) async fn outlives_the_service(mut self) {
        let mut pat = self.newcomer("Pat").await;
        let device = self.add(&mut pat).await;
        let token = device.sign_in().await.unwrap();
        let emulator =
            std::mem::replace(&mut self.emulator, passwordless_emulator::Emulator::start().unwrap());
        emulator.shutdown();
        let mut visitor = Visitor::new(&self.url);
        let answer = self.sign_in(&mut visitor, &token).await;
        assert_eq!(answer.status, 503, "{}", answer.text);
        assert!(!is_in(&mut visitor).await);
        let mut by_password = self.by_password("Pat").await;
        assert!(is_in(&mut by_password).await);
        assert_eq!(by_password.form("/logout", "").await.location, "/");
    }
}

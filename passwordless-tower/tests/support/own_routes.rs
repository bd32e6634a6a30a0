//! What an application with sessions of its own is promised at its routes. Rocket's tests have it, too.
//!
//! The application has `POST /login` for a sign-in, `/close` for a confirmed step-up of alice, `/added` for a passkey
//! that was added, `/both` for a sign-in and a confirmation at once, and `/change` for pages of its own.

use std::time::Duration;

use passwordless::accounts::{Rate, RateLimits};
use reqwest::{Client, Response};
use serde_json::Value;

use crate::site::{ORIGIN, Site};

/// Three tokens a day, so that none grows back while a test runs.
pub(crate) fn three_tokens() -> RateLimits {
    RateLimits::none().tokens_per_client(Rate::new(3, Duration::from_secs(24 * 3600)))
}

/// Three tokens of one user a day, from however many clients.
pub(crate) fn three_tokens_of_a_user() -> RateLimits {
    RateLimits::none().requests_per_user(Rate::new(3, Duration::from_secs(24 * 3600)))
}

pub(crate) struct Application {
    url: String,
    site: Site,
    http: Client,
}

impl Application {
    pub(crate) fn new(url: String, site: Site) -> Self {
        Self { url, site, http: Client::builder().no_proxy().build().unwrap() }
    }

    async fn post(&self, path: &str, token: &str) -> Response {
        let request = self.http.post(format!("{}{path}", self.url));
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        request.header("accept", "application/json").send().await.unwrap()
    }

    async fn status_and_code(&self, path: &str, token: &str) -> (u16, String) {
        let answer = self.post(path, token).await;
        assert!(answer.headers().get("set-cookie").is_none(), "{path} sets a cookie");
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        let code =
            serde_json::from_str(&text).map(|problem: Value| problem["code"].as_str().map(str::to_owned));
        (status, code.ok().flatten().unwrap_or(text))
    }

    /// Each sort of token counts at its own route and at no other, once, and for its own user.
    pub(crate) async fn keeps_its_promises(&self) {
        let alice = self.site.browser("alice").await;
        let registration = async |user_id: &str| {
            let registration = passwordless::Registration::new(user_id, user_id);
            let token = self.site.client.create_register_token(&registration).await.unwrap();
            // A browser of its own: one has one passkey for a user.
            self.site.emulator.browser(ORIGIN).register(token.expose()).await.unwrap()
        };
        let denied = |code: &str| (403, code.to_owned());

        assert_eq!(
            self.status_and_code("/login", &alice.sign_in().await.unwrap()).await,
            (200, "alice".into())
        );
        let step_up = alice.sign_in_for("step-up").await.unwrap();
        assert_eq!(self.status_and_code("/close", &step_up).await, (200, "alice".into()));
        assert_eq!(self.status_and_code("/added", &registration("alice").await).await, (200, "alice".into()));

        assert_eq!(self.status_and_code("/close", &step_up).await, (401, "token_already_used".into()));
        assert_eq!(self.status_and_code("/login", "").await, (401, "sign_in_required".into()));
        assert_eq!(self.status_and_code("/added", "").await, (401, "sign_in_required".into()));
        assert_eq!(self.status_and_code("/close", "").await, (401, "step_up_required".into()));
        assert_eq!(self.status_and_code("/close", "verify_forged").await.0, 401);

        for (path, token, code) in [
            ("/login", alice.sign_in_for("step-up").await.unwrap(), "purpose_denied"),
            ("/added", alice.sign_in_for("step-up").await.unwrap(), "token_kind_denied"),
            ("/close", alice.sign_in().await.unwrap(), "purpose_denied"),
            ("/added", alice.sign_in().await.unwrap(), "token_kind_denied"),
            ("/login", registration("alice").await, "token_kind_denied"),
            ("/close", registration("alice").await, "token_kind_denied"),
            // Whichever is asked first, the other one finds a token that is not for it.
            ("/both", alice.sign_in().await.unwrap(), "purpose_denied"),
            ("/both", alice.sign_in_for("step-up").await.unwrap(), "purpose_denied"),
        ] {
            assert_eq!(self.status_and_code(path, &token).await, denied(code), "{path}");
        }

        let mallory = self.site.browser("mallory").await;
        let answer = self.post("/close", &mallory.sign_in_for("step-up").await.unwrap()).await;
        assert_eq!(answer.status().as_u16(), 403);
        let text = answer.text().await.unwrap();
        assert!(
            text.contains("user_denied") && !text.contains("alice") && !text.contains("mallory"),
            "{text}"
        );
    }

    /// Of three tokens a day: who hands in more is refused, whatever route they are for, and none is spent.
    pub(crate) async fn refuses_tokens_without_end(&self) {
        let alice = self.site.browser("alice").await;
        let token = alice.sign_in().await.unwrap();
        for path in ["/login", "/close", "/added"] {
            assert_eq!(self.status_and_code(path, "verify_forged").await.0, 401, "{path}");
        }
        let refused = (429, "too_many_requests".to_owned());
        for path in ["/login", "/close", "/added"] {
            let answer = self.post(path, "verify_forged").await;
            let wait = answer.headers().get("retry-after").unwrap().to_str().unwrap().parse::<u64>();
            assert!(wait.unwrap() > 60, "{path}");
            assert_eq!(self.status_and_code(path, "verify_forged").await, refused, "{path}");
        }
        assert_eq!(self.status_and_code("/login", &token).await, refused);
        // Without one there is nothing to count.
        assert_eq!(self.status_and_code("/login", "").await, (401, "sign_in_required".to_owned()));
    }

    /// Of three tokens of one user a day: who hands in more is refused, and another user is not.
    pub(crate) async fn refuses_users_without_end(&self) {
        let [alice, bob] = [self.site.browser("alice").await, self.site.browser("bob").await];
        let login = async |token: String| self.status_and_code("/login", &token).await;
        for _ in 0..3 {
            assert_eq!(login(alice.sign_in().await.unwrap()).await, (200, "alice".to_owned()));
        }
        let refused = (429, "too_many_requests".to_owned());
        assert_eq!(login(alice.sign_in().await.unwrap()).await, refused);
        assert_eq!(login(bob.sign_in().await.unwrap()).await, (200, "bob".to_owned()));
    }

    /// Nobody but a page of ours may change something by the application's own cookie.
    pub(crate) async fn knows_its_own_pages(&self) {
        for (name, value, status) in [
            ("origin", ORIGIN, 200),
            ("sec-fetch-site", "same-origin", 200),
            ("origin", "https://evil.example", 403),
            ("origin", "null", 403),
            ("sec-fetch-site", "same-site", 403),
            ("x-nothing", "said", 403),
        ] {
            let request = self.http.post(format!("{}/change", self.url)).header(name, value);
            assert_eq!(request.send().await.unwrap().status().as_u16(), status, "{name}: {value}");
        }
    }

    /// Of the routes there is the script alone.
    pub(crate) async fn serves_the_script_alone(&self) {
        let script = self.http.get(format!("{}/passkeys/passwordless.js", self.url)).send().await.unwrap();
        assert_eq!(script.status().as_u16(), 200);
        for path in ["/passkeys/sign-in", "/passkeys/sign-out", "/passkeys/passkeys"] {
            assert_eq!(self.post(path, "").await.status().as_u16(), 404, "{path}");
        }
    }
}

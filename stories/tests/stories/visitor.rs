//! Somebody at the demo: their page, their passkeys, and what they do there.

use serde_json::{Value, json};
use stories::{Error, Page, VirtualAuthenticator};

/// A person on one page of the demo.
pub(crate) struct Visitor {
    pub(crate) page: Page,
    pub(crate) authenticator: VirtualAuthenticator,
}

/// Whether the page has loaded, and, if it is the first one, asked for autofill.
const READY: &str =
    "(document.readyState === 'complete' && (location.pathname !== '/' || window.askedForAutofill))";

/// How a ceremony ended, as the page says it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: String,
    pub(crate) words: String,
}

impl Visitor {
    /// Opens a page of the demo with nobody at the sensor yet, and waits until it is ready for one.
    pub(crate) async fn open(&self, url: &str) -> Result<(), Error> {
        self.authenticator.set_present(false).await?;
        self.page.goto(url).await?;
        self.page.wait_for(READY).await?;
        Ok(())
    }

    /// Registers under a name, and is led to the protected page.
    pub(crate) async fn register(&self, name: &str) -> Result<(), Error> {
        self.page.type_into("#register-name", name).await?;
        self.with_a_touch(async || self.page.click("#register").await).await?;
        self.arrive("/me").await
    }

    /// Tries to register, and is told why that did not work.
    pub(crate) async fn fail_to_register(&self, name: &str) -> Result<Outcome, Error> {
        self.page.type_into("#register-name", name).await?;
        self.with_a_touch(async || self.page.click("#register").await).await?;
        self.outcome().await
    }

    /// Signs in by name, and is led to the protected page.
    pub(crate) async fn sign_in_by_name(&self, name: &str) -> Result<(), Error> {
        self.page.type_into("#signin-name", name).await?;
        self.with_a_touch(async || self.page.click("#signin-by-name").await).await?;
        self.arrive("/me").await
    }

    /// Signs in with whatever passkey there is, and is led to the protected page.
    pub(crate) async fn sign_in(&self) -> Result<(), Error> {
        self.with_a_touch(async || self.page.click("#signin-passkey").await).await?;
        self.arrive("/me").await
    }

    /// Tries to sign in, and is told why that did not work.
    pub(crate) async fn fail_to_sign_in(&self) -> Result<Outcome, Error> {
        self.with_a_touch(async || self.page.click("#signin-passkey").await).await?;
        self.outcome().await
    }

    /// Signs out, and is led back to the first page.
    pub(crate) async fn sign_out(&self) -> Result<(), Error> {
        self.page.click("#sign-out").await?;
        self.arrive("/").await
    }

    /// The name that the protected page greets.
    pub(crate) async fn greeted(&self) -> Result<String, Error> {
        self.page.text("#who").await
    }

    /// Waits until the page at this path is there, scripts included, and takes the finger off the sensor.
    pub(crate) async fn arrive(&self, path: &str) -> Result<(), Error> {
        self.page.wait_for(&format!("location.pathname === '{path}' && {READY}")).await?;
        self.authenticator.set_present(false).await
    }

    /// What the page says went wrong.
    pub(crate) async fn outcome(&self) -> Result<Outcome, Error> {
        let said = self
            .page
            .wait_for("(s => s?.dataset.state === 'error' && {code: s.dataset.code, words: s.textContent})(document.querySelector('#status'))")
            .await?;
        self.authenticator.set_present(false).await?;
        let text = |member: &str| said[member].as_str().unwrap_or_default().to_owned();
        Ok(Outcome { code: text("code"), words: text("words") })
    }

    /// Posts JSON to a route of the demo from its own page, as its scripts do: status and body.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<(u64, Value), Error> {
        let answer = self
            .page
            .eval(&format!(
                "fetch('{path}', {{method: 'POST', headers: {{'Content-Type': 'application/json'}}, body: {}}})
                   .then(async answer => ({{status: answer.status, body: await answer.text()}}))",
                Value::from(body.to_string())
            ))
            .await?;
        let body = answer["body"].as_str().unwrap_or_default();
        Ok((answer["status"].as_u64().unwrap_or_default(), serde_json::from_str(body).unwrap_or(json!(body))))
    }

    /// Whether the demo takes this browser for signed in. Where it does not, Chromium logs the answer as an error.
    pub(crate) async fn is_signed_in(&self) -> Result<bool, Error> {
        let origin = self.page.eval("location.origin").await?;
        let refusal = format!("401 (Unauthorized) {}/me", origin.as_str().unwrap_or_default());
        self.page.logbook().expect(&refusal);
        let status = self.page.eval("fetch('/me').then(answer => answer.status)").await?;
        assert!(status == 200 || status == 401, "the protected page answered {status}");
        Ok(status == 200)
    }

    /// Calls the first page's own script, and returns what came of it: a token, or the code and words of its error.
    pub(crate) async fn passkeys(&self, call: &str) -> Result<Value, Error> {
        let script = format!(
            "import('/passkeys/passwordless.js').then(({{ Passwordless }}) => {{
                const meta = name => document.querySelector(`meta[name=passwordless-${{name}}]`).content;
                return new Passwordless({{ apiUrl: meta('api-url'), apiKey: meta('api-key') }}).{call};
             }})
               .catch(({{ code, message, problem }}) => ({{ code, message, problem }}))"
        );
        self.page.eval(&script).await
    }

    /// Touches the sensor during `action`. The touch has to be there before the ceremony begins, and the page's
    /// autofill, which began before it, does not see it.
    async fn with_a_touch(&self, action: impl AsyncFnOnce() -> Result<(), Error>) -> Result<(), Error> {
        self.authenticator.set_present(true).await?;
        action().await
    }
}

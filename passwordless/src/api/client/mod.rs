//! The client of the API.

mod builder;

use std::{env, fmt, sync::Arc};

use serde::de::DeserializeOwned;

pub use builder::ClientBuilder;

use crate::api::{
    endpoint::Endpoint,
    error::Error,
    exchange::{BaseUrl, Call, Exchange, Malformed, judge},
    words::{ApiSecret, ExposedToken, Token, VerifiedUser, VerifiedUserWire},
};

/// A client of the Passwordless.dev API. Cheap to clone; make one and share it.
///
/// ```no_run
/// use passwordless::{Client, Registration};
///
/// # async fn run() -> Result<(), passwordless::Error> {
/// let client = Client::from_env()?;
/// let token = client.create_register_token(&Registration::new("u-1001", "pat@example.com")).await?;
/// # Ok(())
/// # }
/// ```
///
/// Calls must run inside a Tokio runtime.
#[derive(Clone)]
pub struct Client {
    exchange: Arc<Exchange>,
}

impl Client {
    /// A client from the environment: `API_SECRET`, and `API_URL` unless the service is the vendor's cloud.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when `API_SECRET` is not set, or one of the two is unusable.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(env::var("API_SECRET").ok(), env::var("API_URL").ok())
    }

    fn from_variables(secret: Option<String>, url: Option<String>) -> Result<Self, Error> {
        let url = url.filter(|url| !url.trim().is_empty());
        let url = url.unwrap_or_else(|| BaseUrl::CLOUD.to_owned());
        Self::builder(ApiSecret::from_variable(secret)?).url(url).build()
    }

    /// A client with other settings than those of [`from_env`](Client::from_env).
    pub fn builder(secret: ApiSecret) -> ClientBuilder {
        ClientBuilder::new(secret)
    }

    pub(in crate::api) fn new(exchange: Exchange) -> Self {
        Self { exchange: Arc::new(exchange) }
    }

    /// Asks the service whether a token is genuine and unexpired, and whose it is.
    ///
    /// That is all the service checks. Compare the result with a [`Policy`](crate::Policy) before anybody is
    /// signed in. A token can be verified many times.
    ///
    /// [API page](https://docs.passwordless.dev/guide/api.html#signin-verify)
    ///
    /// # Errors
    ///
    /// Ask [`Error::is_token_refused`] first (the browser's fault), then [`Error::is_our_key`] (ours); all else is
    /// the service's. To some forged tokens the service answers 500, so never let a sign-in pass on an error.
    pub async fn verify(&self, token: &Token) -> Result<VerifiedUser, Error> {
        let call = Call::new(Endpoint::VERIFY).body(&ExposedToken { token: token.expose() })?;
        self.exchange.run(call, vouched).await
    }

    pub(in crate::api) async fn json<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Error> {
        self.exchange.run(call, judge::json).await
    }

    pub(in crate::api) async fn nothing(&self, call: Call<'_>) -> Result<(), Error> {
        self.exchange.run(call, judge::nothing).await
    }
}

fn vouched(body: &[u8]) -> Result<VerifiedUser, Malformed> {
    let wire: VerifiedUserWire = judge::json(body)?;
    wire.vouched().ok_or(Malformed::Unclear("the answer does not say clearly for whom it vouches"))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exchange = &self.exchange;
        f.debug_struct("Client")
            .field("url", &exchange.base)
            .field("timeout", &exchange.timeout)
            .field("max_response_bytes", &exchange.max_response_bytes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "acme:secret:a679563b331846c79c20b114a4f56d02";

    #[test]
    fn the_environment_needs_a_secret_and_knows_the_cloud() {
        let client = Client::from_variables(Some(SECRET.to_owned()), None).unwrap();
        assert!(format!("{client:?}").contains("https://v4.passwordless.dev"));
        let client = Client::from_variables(Some(SECRET.to_owned()), Some(String::new())).unwrap();
        assert!(format!("{client:?}").contains("https://v4.passwordless.dev"));
        let error = Client::from_variables(None, None).unwrap_err();
        assert!(error.to_string().contains("API_SECRET"), "{error}");
        let url = Some("http://evil.example".to_owned());
        assert!(Client::from_variables(Some(SECRET.to_owned()), url).is_err());
    }

    #[test]
    fn a_client_is_cheap_to_share() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Client>();
        fn sendable<T: Send>(_: T) {}
        fn calls(client: &Client, token: &Token) {
            sendable(client.verify(token));
            sendable(client.set_aliases("u", ["a"]));
        }
        let _ = calls;
    }
}

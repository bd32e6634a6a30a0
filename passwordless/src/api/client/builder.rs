use std::{error::Error as StdError, fmt, net::SocketAddr, time::Duration};

use tokio::sync::Semaphore;

use super::Client;
use crate::api::{
    error::Error,
    exchange::{BaseUrl, CurrentSecret, Exchange, Retries, SecretSource},
    words::ApiSecret,
};

/// Longer than anybody waits, and short enough to be added to a clock.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The settings of a [`Client`].
///
/// ```
/// use std::time::Duration;
/// use passwordless::{ApiSecret, Client};
///
/// let secret = ApiSecret::new("acme:secret:a679563b331846c79c20b114a4f56d02")?;
/// let client = Client::builder(secret)
///     .url("https://passkeys.example:5701/api")
///     .timeout(Duration::from_secs(3))
///     .build()?;
/// # Ok::<(), passwordless::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    secret: ApiSecret,
    source: Option<SecretSource>,
    url: String,
    connect_timeout: Duration,
    timeout: Duration,
    max_response_bytes: usize,
    retries: u32,
    concurrency: usize,
    allow_plain_http: bool,
    http: Option<reqwest::Client>,
}

impl ClientBuilder {
    pub(in crate::api) fn new(secret: ApiSecret) -> Self {
        Self {
            secret,
            source: None,
            url: BaseUrl::CLOUD.to_owned(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            max_response_bytes: 1024 * 1024,
            retries: 2,
            concurrency: 64,
            allow_plain_http: false,
            http: None,
        }
    }

    /// Where the service is. Default: `https://v4.passwordless.dev`. A path is kept, as in `https://host/api`.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = url.into();
        self
    }

    /// How long connecting may take, TLS included. Default: five seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long a call may take in all, repetitions and the answer's body included. Default: ten seconds.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// How many bytes of an answer are read before it is refused. Default: one MiB.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// How often a call may be repeated. Default: twice. Zero switches repetitions off.
    ///
    /// Only calls that do no harm twice are repeated (verify, lists, counts, delete a user), and only when
    /// [`Error::is_retryable`] says that it may help. The time-out covers all of it, and a
    /// budget that the clones of a client share keeps an outage from multiplying the load.
    pub fn retries(mut self, most: u32) -> Self {
        self.retries = most;
        self
    }

    /// How many calls may be under way at once, over all clones of the client. Default: 64.
    ///
    /// A call keeps its place through its repetitions and the waits between them. One call too many is refused at
    /// once, before anything is sent: see [`Error::is_overloaded`]. So neither an outage of the service nor a flood of
    /// forged tokens piles up here.
    pub fn concurrency(mut self, most: usize) -> Self {
        self.concurrency = most;
        self
    }

    /// Where a newer API secret is found when the service refuses the present one, because it was locked or deleted.
    ///
    /// The refused calls are then made again with what the source gives, so that a secret is exchanged without a
    /// restart. The source is asked at most once a minute, within the time-out of a call, and must give a secret of the same
    /// application. Its errors go to the log: none may repeat a secret.
    ///
    /// ```
    /// use passwordless::{ApiSecret, Client};
    /// # use std::{error::Error, future::ready};
    ///
    /// fn read() -> Result<ApiSecret, Box<dyn Error + Send + Sync>> {
    ///     Ok(ApiSecret::new(std::fs::read_to_string("/run/secrets/api_secret")?)?)
    /// }
    /// # fn build() -> Result<Client, Box<dyn Error + Send + Sync>> {
    /// let client = Client::builder(read()?).secret_source(|| ready(read())).build()?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn secret_source<S, F, E>(mut self, source: S) -> Self
    where
        S: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<ApiSecret, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.source = Some(SecretSource::new(source));
        self
    }

    /// Allows plain http to other hosts than this one. Everybody on the way then reads the API secret and all
    /// tokens, and can forge the answers.
    pub fn danger_allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Sends the calls by this HTTP client.
    ///
    /// These protections are then its own: TLS and its verification, the connect time-out, proxies, and not
    /// following redirects. Build it with `redirect::Policy::none()`: a redirect carries the API secret to
    /// wherever it points. A client that followed one is noticed only afterwards, and the call is an error. The
    /// total time-out, the size limit, the headers and the repetitions stay.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Makes the client. Does no I/O.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config): the URL is unusable, or plain http to another host; a limit
    /// is zero; or TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base = BaseUrl::parse(&self.url, self.allow_plain_http)?;
        if self.timeout.is_zero() || self.connect_timeout.is_zero() {
            return Err(Error::config("a time-out of zero lets no call succeed; set a longer one"));
        }
        if self.concurrency == 0 {
            return Err(Error::config("a concurrency of zero lets no call begin; set a larger one"));
        }
        if self.max_response_bytes == 0 {
            return Err(Error::config(
                "max_response_bytes is zero, which lets no call succeed; set a larger one",
            ));
        }
        let http = match self.http {
            Some(client) => client,
            None => http_client(&base, self.connect_timeout)?,
        };
        Ok(Client::new(Exchange {
            http,
            base,
            secret: CurrentSecret::new(&self.secret, self.source)?,
            timeout: self.timeout.min(FOREVER),
            max_response_bytes: self.max_response_bytes,
            retries: Retries::new(self.retries),
            places: Semaphore::new(self.concurrency.min(Semaphore::MAX_PERMITS)),
        }))
    }
}

fn http_client(base: &BaseUrl, connect_timeout: Duration) -> Result<reqwest::Client, Error> {
    // Whatever the name service says of it, `localhost` is this machine; the port is that of the URL.
    let this_machine =
        [SocketAddr::from(([127, 0, 0, 1], 0)), SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 0))];
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(connect_timeout.min(FOREVER))
        .resolve_to_addrs("localhost", &this_machine);
    if base.is_plain_http() {
        // A proxy would read the secret. To an https service it is a tunnel only.
        builder = without_certificates(builder.no_proxy());
    } else if cfg!(feature = "rustls") {
        builder = builder.https_only(true);
    } else {
        return Err(Error::config(
            "this build cannot speak https; switch on the feature `rustls` of the crate \
             `passwordless`, or hand in a client by ClientBuilder::http_client",
        ));
    }
    builder.build().map_err(|error| {
        Error::config("the HTTP client cannot be set up; are the system's certificates installed?")
            .with_source(error.without_url())
    })
}

/// A client that only ever speaks plain http need not read, nor even find, the system's certificates.
fn without_certificates(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(feature = "rustls")]
    let builder = builder.tls_certs_only([]);
    builder
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the URL: nobody has looked yet whether it holds a password.
        f.debug_struct("ClientBuilder")
            .field("secret", &self.secret)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("retries", &self.retries)
            .field("concurrency", &self.concurrency)
            .field("allow_plain_http", &self.allow_plain_http)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> ClientBuilder {
        Client::builder(ApiSecret::new("acme:secret:a679563b331846c79c20b114a4f56d02").unwrap())
    }

    #[test]
    fn limits_of_zero_are_refused_and_endless_ones_are_not() {
        assert!(builder().timeout(Duration::ZERO).build().is_err());
        assert!(builder().connect_timeout(Duration::ZERO).build().is_err());
        assert!(builder().max_response_bytes(0).build().is_err());
        assert!(builder().concurrency(0).build().is_err());
        let endless = builder().timeout(Duration::MAX).connect_timeout(Duration::MAX);
        assert!(endless.max_response_bytes(usize::MAX).concurrency(usize::MAX).build().is_ok());
    }

    #[test]
    fn an_own_http_client_does_not_lift_the_rule_about_plain_http() {
        let own = || builder().url("http://10.0.0.1").http_client(reqwest::Client::new());
        assert!(own().build().is_err());
        assert!(own().danger_allow_plain_http().build().is_ok());
    }

    #[test]
    fn a_builder_prints_neither_secret_nor_url() {
        let shown = format!("{0:?} {0:#?}", builder().url("https://me:sesame@host"));
        assert!(!shown.contains("sesame") && !shown.contains("a679"), "{shown}");
    }
}

//! What went wrong with a call, for operators.

mod code;
mod invalid_token;
mod problem;

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

pub use code::ErrorCode;
pub use invalid_token::InvalidToken;
pub(in crate::api) use invalid_token::Reason;
pub use problem::Problem;

use crate::api::endpoint::Endpoint;

type Source = Box<dyn StdError + Send + Sync>;

/// What went wrong with a call of the API, told to operators and not to browsers.
///
/// `Display` prints one level and names the fix where there is one; [`source`](StdError::source) holds the next
/// level. The wording is no part of the API: ask [`kind`](Error::kind), [`code`](Error::code) and the `is_…`
/// questions. No key, no token, and no text of an answer is ever in it.
pub struct Error {
    // One pointer wide, so that `Result<T, Error>` stays small.
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    text: Cow<'static, str>,
    endpoint: Option<Endpoint>,
    status: Option<u16>,
    problem: Option<Problem>,
    timeout: bool,
    connect: bool,
    interrupted: bool,
    retry_after: Option<Duration>,
    source: Option<Source>,
}

/// The kinds of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was configured wrongly: a key, the URL, a limit.
    Config,
    /// The request was refused before anything was sent.
    Input,
    /// No complete answer arrived: connection, TLS, time-out, a cut connection.
    Transport,
    /// An answer arrived, and it was a refusal: an error status, a redirect, or `success: false`.
    Problem,
    /// An answer arrived that is not one of this API: not JSON, another shape, too large.
    Decode,
    /// Too many calls are under way, so that this one was refused before anything was sent.
    Overloaded,
}

impl Error {
    fn new(kind: ErrorKind, text: impl Into<Cow<'static, str>>) -> Self {
        let inner = Inner {
            kind,
            text: text.into(),
            endpoint: None,
            status: None,
            problem: None,
            timeout: false,
            connect: false,
            interrupted: false,
            retry_after: None,
            source: None,
        };
        Self { inner: Box::new(inner) }
    }

    pub(crate) fn config(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Config, text)
    }

    pub(crate) fn input(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Input, text)
    }

    pub(in crate::api) fn overloaded() -> Self {
        Self::new(
            ErrorKind::Overloaded,
            "too many calls are under way; ClientBuilder::concurrency sets this limit",
        )
    }

    pub(in crate::api) fn decode(status: u16, text: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(ErrorKind::Decode, text);
        error.inner.status = Some(status);
        error
    }

    pub(in crate::api) fn refused(problem: Problem) -> Self {
        let mut error = Self::new(ErrorKind::Problem, problem.sentence());
        error.inner.status = Some(problem.status());
        error.inner.problem = Some(problem);
        error
    }

    pub(in crate::api) fn elapsed(limit: Duration) -> Self {
        let mut error = Self::new(
            ErrorKind::Transport,
            format!(
                "no complete answer within {limit:?}; is the service reachable? \
                 ClientBuilder::timeout sets this limit"
            ),
        );
        error.inner.timeout = true;
        error
    }

    pub(in crate::api) fn transport(error: reqwest::Error) -> Self {
        let text = if error.is_timeout() && error.is_connect() {
            "could not connect in time; is the service reachable? ClientBuilder::connect_timeout sets this limit"
        } else if error.is_timeout() {
            "no complete answer in time"
        } else if error.is_connect() {
            "could not connect to the service; is the URL right, and is the service running?"
        } else if error.is_body() || error.is_decode() {
            "the answer broke off before its end"
        } else {
            "the request could not be sent, or the connection closed before an answer"
        };
        let mut this = Self::new(ErrorKind::Transport, text);
        this.inner.timeout = error.is_timeout();
        this.inner.connect = error.is_connect();
        this.inner.interrupted = error.is_request();
        // A URL may hold a user id, and the path of a private network.
        this.inner.source = Some(error.without_url().into());
        this
    }

    pub(in crate::api) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    pub(in crate::api) fn at(mut self, endpoint: Endpoint) -> Self {
        self.inner.endpoint = Some(endpoint);
        self
    }

    pub(in crate::api) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.inner.retry_after = wait;
        self
    }

    /// Which kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The HTTP status of the answer, where one arrived.
    pub fn status(&self) -> Option<u16> {
        self.inner.status
    }

    /// The refusal, where the kind is [`ErrorKind::Problem`].
    pub fn problem(&self) -> Option<&Problem> {
        self.inner.problem.as_ref()
    }

    /// The service's [error code](https://docs.passwordless.dev/guide/errors.html), where the refusal had one.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.problem().and_then(Problem::code)
    }

    /// How long the service asked to wait before another attempt, where it said so in seconds.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// Whether time ran out, for the connection or for the whole call.
    pub fn is_timeout(&self) -> bool {
        self.inner.timeout
    }

    /// Whether the connection was never made, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.inner.connect
    }

    /// Whether too many calls were under way, so that nothing was sent.
    pub fn is_overloaded(&self) -> bool {
        self.inner.kind == ErrorKind::Overloaded
    }

    /// Whether the same call may well succeed a little later: no connection, one that closed before an answer, a
    /// time-out, or 429, 502, 503, 504.
    ///
    /// A 500 is not among them: the service answers 500 to a forged token, and will do so again. Nor are the magic
    /// links that are used up for the month.
    pub fn is_retryable(&self) -> bool {
        let inner = &self.inner;
        match inner.kind {
            ErrorKind::Overloaded => true,
            ErrorKind::Transport => inner.timeout || inner.connect || inner.interrupted,
            ErrorKind::Problem => {
                let outage = matches!(inner.status, Some(429 | 502..=504));
                outage && self.code() != Some(&ErrorCode::MagicLinkEmailQuotaExceeded)
            }
            _ => false,
        }
    }

    /// Whether the service refused *our* key: a mistake of this application's set-up, never of its user.
    ///
    /// True for a 401 (unknown or locked key) and for a 403 that carries no code of its own (the key lacks a
    /// permission). An expired token is a 403 too, and is not meant here.
    pub fn is_our_key(&self) -> bool {
        self.problem().is_some_and(Problem::is_our_key)
    }

    /// Whether the service refused the call itself, in a problem document that says why: a switched-off feature, a plan
    /// that is used up, a value that it does not take. The same call will be refused again until that is corrected.
    ///
    /// A refusal of a token is not meant, nor one of our key, and no answer without a document, which a proxy may have
    /// sent.
    pub fn is_refusal(&self) -> bool {
        self.problem().is_some_and(Problem::is_refusal) && !self.is_retryable()
    }

    /// Whether the token is to blame: the service refused the token of a [`verify`](crate::Client::verify) call, or
    /// the token's shape was refused before anything was sent.
    ///
    /// A forged token is not always recognised as one: the service answers 500 to some, and such an error is
    /// false here, like any other 500.
    pub fn is_token_refused(&self) -> bool {
        let by_shape = self.inner.source.as_ref().is_some_and(|source| source.is::<InvalidToken>());
        by_shape || self.problem().is_some_and(Problem::is_token_refused)
    }
}

impl From<InvalidToken> for Error {
    fn from(error: InvalidToken) -> Self {
        Self::input("the token was refused before anything was sent").with_source(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = self.inner.endpoint {
            write!(f, "{endpoint}: ")?;
        }
        f.write_str(&self.inner.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.inner;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &inner.kind);
        if let Some(endpoint) = inner.endpoint {
            debug.field("call", &format_args!("{endpoint}"));
        }
        debug.field("text", &inner.text);
        if let Some(status) = inner.status {
            debug.field("status", &status);
        }
        if let Some(problem) = &inner.problem {
            debug.field("problem", problem);
        }
        if let Some(source) = &inner.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

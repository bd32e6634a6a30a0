use std::time::Duration;

use super::Rate;

const MINUTE: Duration = Duration::from_secs(60);
const QUARTER_HOUR: Duration = Duration::from_secs(15 * 60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How often the routes may be asked for what costs a call of the service, or an e-mail.
///
/// A client is an IPv4 address or an IPv6 network of 64 bits; all clients in an IPv6 network of 48 bits together may ask
/// sixteen times as often as one. A request beyond a limit is refused with 429 `too_many_requests` and `Retry-After`.
/// Limits per client leave out requests whose client is not known.
///
/// Each process counts for itself, in a fixed amount of memory of at most 1 MiB a limit. Behind a proxy that spreads
/// requests over several processes, a client may ask up to so many times as often as there are processes: divide the
/// limits by their number where that matters.
///
/// ```
/// use passwordless::accounts::{Rate, RateLimits};
/// use std::time::Duration;
///
/// let limits = RateLimits::default()
///     .registrations_per_client(Rate::new(5, Duration::from_secs(3600)))
///     .registrations(None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct RateLimits {
    pub(super) registrations_per_client: Option<Rate>,
    pub(super) registrations: Option<Rate>,
    pub(super) tokens_per_client: Option<Rate>,
    pub(super) links_per_client: Option<Rate>,
    pub(super) links_per_address: Option<Rate>,
    pub(super) links_per_user: Option<Rate>,
    pub(super) links: Option<Rate>,
    pub(super) requests_per_user: Option<Rate>,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            registrations_per_client: Some(Rate::new(60, QUARTER_HOUR)),
            registrations: Some(Rate::new(900, QUARTER_HOUR)),
            tokens_per_client: Some(Rate::new(60, MINUTE)),
            links_per_client: Some(Rate::new(10, QUARTER_HOUR)),
            links_per_address: Some(Rate::new(3, QUARTER_HOUR)),
            links_per_user: Some(Rate::new(5, DAY)),
            links: Some(Rate::new(200, DAY)),
            requests_per_user: Some(Rate::new(60, MINUTE)),
        }
    }
}

impl RateLimits {
    /// No limits: for an application that has its own in front of the routes.
    pub fn none() -> Self {
        Self {
            registrations_per_client: None,
            registrations: None,
            tokens_per_client: None,
            links_per_client: None,
            links_per_address: None,
            links_per_user: None,
            links: None,
            requests_per_user: None,
        }
    }

    /// Registrations that one client may begin. Default: 60 in a quarter of an hour, enough for a class of thirty behind
    /// one address.
    pub fn registrations_per_client(mut self, rate: impl Into<Option<Rate>>) -> Self {
        self.registrations_per_client = rate.into();
        self
    }

    /// Registrations that all clients together may begin, so that nobody fills the plan at the service by asking from
    /// many addresses. Default: 900 in a quarter of an hour. Sign-ins are not counted here.
    ///
    /// One network (of 24 bits in IPv4, of 48 in IPv6) may begin a quarter of them, and so may all clients together that
    /// are not known, so that neither keeps everybody else from registering.
    pub fn registrations(mut self, rate: impl Into<Option<Rate>>) -> Self {
        self.registrations = rate.into();
        self
    }

    /// Tokens that one client may hand in without being signed in: to sign in, to finish a registration, to follow a
    /// link; and at routes of the application's own, whatever they take tokens for. Default: 60 in a minute.
    pub fn tokens_per_client(mut self, rate: impl Into<Option<Rate>>) -> Self {
        self.tokens_per_client = rate.into();
        self
    }

    /// Magic links that one client may ask for. Default: ten in a quarter of an hour.
    pub fn links_per_client(mut self, rate: impl Into<Option<Rate>>) -> Self {
        self.links_per_client = rate.into();
        self
    }

    /// Magic links that are sent to one e-mail address. More are answered alike, and not sent. Default: three in a
    /// quarter of an hour.
    pub fn links_per_address(mut self, rate: impl Into<Option<Rate>>) -> Self {
        self.links_per_address = rate.into();
        self
    }

    /// Magic links that are sent to one user, whatever address they go to. More are answered alike, and not sent, since the
    /// service sends only so many e-mails in thirty days. Default: five in a day, which grow back evenly, so no more than
    /// ten in any 24 hours.
    pub fn links_per_user(mut self, rate: impl Into<Option<Rate>>) -> Self {
        self.links_per_user = rate.into();
        self
    }

    /// Magic links that are sent to all users together. More are answered alike and not sent, and the log says so
    /// (`passwordless.magic_links_used_up`). Default: 200 in a day. Set it to about a thirtieth of the e-mails that the plan
    /// at the service allows in thirty days.
    pub fn links(mut self, rate: impl Into<Option<Rate>>) -> Self {
        self.links = rate.into();
        self
    }

    /// Requests of one user, in a session of ours or of the application's own: steps up, and passkeys that are listed, added
    /// or deleted; and as many sign-ins by a passkey. Default: 60 in a minute. Sign-outs are not counted.
    pub fn requests_per_user(mut self, rate: impl Into<Option<Rate>>) -> Self {
        self.requests_per_user = rate.into();
        self
    }
}

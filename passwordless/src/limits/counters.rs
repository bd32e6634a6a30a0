use std::{
    hash::Hash,
    net::IpAddr,
    time::{Duration, SystemTime},
};

use super::{
    Rate, RateLimits,
    limiter::Limiter,
    network::{client, network, site},
};

/// How many times as often as one client all clients of an IPv6 site may ask.
const PER_SITE: u32 = 16;

/// Which part of all registrations one network may begin, or all clients that are not known: a quarter.
const SHARES: u32 = 4;

/// What has been asked for so far, for each limit.
pub(crate) struct Counters {
    registrations_per_client: PerClient,
    registrations: Counter,
    tokens_per_client: PerClient,
    links_per_client: PerClient,
    links_per_address: Counter,
    links_per_user: Counter,
    links: Counter,
    requests_per_user: Counter,
}

impl Counters {
    pub(crate) fn new(limits: &RateLimits) -> Self {
        let per_client = |rate| PerClient(Counter::new(rate));
        Self {
            registrations_per_client: per_client(limits.registrations_per_client),
            registrations: Counter::new(limits.registrations),
            tokens_per_client: per_client(limits.tokens_per_client),
            links_per_client: per_client(limits.links_per_client),
            links_per_address: Counter::new(limits.links_per_address),
            links_per_user: Counter::new(limits.links_per_user),
            links: Counter::new(limits.links),
            requests_per_user: Counter::new(limits.requests_per_user),
        }
    }

    /// Counts a registration that a client wants to begin, or says how long to wait.
    pub(crate) fn registration_of(&self, from: Option<IpAddr>, now: SystemTime) -> Result<(), Duration> {
        self.registrations_per_client.count(from, now)
    }

    /// Counts a registration that costs a call of the service, among all of them.
    pub(crate) fn registration(&self, from: Option<IpAddr>, now: SystemTime) -> Result<(), Duration> {
        let Some((rate, limiter)) = &self.registrations.0 else { return Ok(()) };
        let share = (Some(from.map(network)), rate.count().div_ceil(SHARES));
        limiter.count(&[share, (None, rate.count())], now)
    }

    /// Counts a token that a visitor hands in.
    pub(crate) fn token(&self, from: Option<IpAddr>, now: SystemTime) -> Result<(), Duration> {
        self.tokens_per_client.count(from, now)
    }

    /// Counts a magic link that a visitor asks for.
    pub(crate) fn link(&self, from: Option<IpAddr>, now: SystemTime) -> Result<(), Duration> {
        self.links_per_client.count(from, now)
    }

    /// Counts a magic link that is sent to an address.
    pub(crate) fn mail(&self, address: &str, now: SystemTime) -> Result<(), Duration> {
        self.links_per_address.count(address.to_lowercase(), now)
    }

    /// Counts a magic link that is sent to a user.
    pub(crate) fn mail_to_user(&self, user_id: &str, now: SystemTime) -> Result<(), Duration> {
        self.links_per_user.count(user_id, now)
    }

    /// Counts a magic link among all that are sent.
    pub(crate) fn mail_in_all(&self, now: SystemTime) -> Result<(), Duration> {
        self.links.count("all users", now)
    }

    /// Counts a request of a user that costs a call of the service.
    pub(crate) fn user(&self, user_id: &str, now: SystemTime) -> Result<(), Duration> {
        self.requests_per_user.count(user_id, now)
    }

    /// Counts a sign-in of a user, which uses up none of the requests.
    pub(crate) fn sign_in(&self, user_id: &str, now: SystemTime) -> Result<(), Duration> {
        self.requests_per_user.count(("sign-in", user_id), now)
    }
}

/// One limit, unless it is off.
struct Counter(Option<(Rate, Limiter)>);

impl Counter {
    fn new(rate: Option<Rate>) -> Self {
        Self(rate.map(|rate| (rate, Limiter::new(rate.period()))))
    }

    fn count(&self, key: impl Hash, now: SystemTime) -> Result<(), Duration> {
        match &self.0 {
            Some((rate, limiter)) => limiter.count(&[(key, rate.count())], now),
            None => Ok(()),
        }
    }
}

/// A limit by the address of the client, where that is known.
struct PerClient(Counter);

impl PerClient {
    fn count(&self, from: Option<IpAddr>, now: SystemTime) -> Result<(), Duration> {
        let (Some((rate, limiter)), Some(from)) = (&self.0.0, from) else { return Ok(()) };
        let most = rate.count();
        match site(from) {
            Some(site) => {
                let all = most.saturating_mul(PER_SITE);
                limiter.count(&[((client(from), 64), most), ((site, 48), all)], now)
            }
            None => limiter.count(&[(client(from), most)], now),
        }
    }
}

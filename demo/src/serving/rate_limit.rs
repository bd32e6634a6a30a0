//! How often one client may ask for a change, so that nobody makes us ask the service all day.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter as Governor};
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Header, Method, Status};
use rocket::route::{Handler, Outcome};
use rocket::{Data, Request, Response, Route};

use crate::request::client;
use crate::settings::RateLimit;

type Buckets = Governor<u32, HashMapStateStore<u32>, MonotonicClock>;

/// Lets requests through as long as their client has not asked too often.
#[derive(Debug)]
pub(super) struct RateLimiter(Option<Counters>);

#[derive(Debug)]
struct Counters {
    buckets: Buckets,
    clock: MonotonicClock,
    places: RandomState,
}

impl RateLimiter {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self(limit.per_minute().map(|number| Counters {
            buckets: Governor::new(Quota::per_minute(number), HashMapStateStore::default(), MonotonicClock),
            clock: MonotonicClock,
            places: RandomState::new(),
        }))
    }
}

/// So many counters there are at most, whoever asks; two clients share one of them by chance only.
const COUNTERS: u64 = 1 << 18;

impl Counters {
    /// How long this client has to wait, if it has asked too often.
    fn wait(&self, client: IpAddr) -> Option<Duration> {
        let place = self.places.hash_one(household(client)) % COUNTERS;
        let outcome = self.buckets.check_key(&u32::try_from(place).unwrap_or_default());
        outcome.err().map(|refused| refused.wait_time_from(self.clock.now()))
    }
}

/// A household has one IPv4 address, or as many IPv6 addresses as it likes in its /64.
fn household(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

/// How long the client of a request has to wait before another.
#[derive(Debug, Clone, Copy)]
struct Wait(Option<Duration>);

impl Wait {
    fn of(request: &Request<'_>) -> Option<Duration> {
        request.local_cache(|| Self(None)).0
    }
}

#[rocket::async_trait]
impl Fairing for RateLimiter {
    fn info(&self) -> Info {
        Info { name: "rate limit", kind: Kind::Request | Kind::Response }
    }

    // By the method and not by the path, which can be written in many ways.
    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let Some(counters) = &self.0 else { return };
        if !changing().any(|method| method == request.method()) {
            return;
        }
        let client = client(request).unwrap_or(Ipv4Addr::UNSPECIFIED.into());
        let wait = counters.wait(client);
        request.local_cache(|| Wait(wait));
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if let Some(wait) = Wait::of(request) {
            let seconds = wait.as_secs_f64().ceil().max(1.0);
            response.set_header(Header::new("Retry-After", format!("{seconds:.0}")));
        }
    }
}

/// What may change something, and so is counted.
pub(super) fn changing() -> impl Iterator<Item = Method> {
    [Method::Post, Method::Put, Method::Patch, Method::Delete].into_iter()
}

/// Before any other route: refuses whoever has to wait, and is not there for anybody else.
pub(super) fn routes() -> Vec<Route> {
    changing().map(|method| Route::ranked(-1000, method, "/<_..>", TooManyRequests)).collect()
}

#[derive(Debug, Clone)]
struct TooManyRequests;

#[rocket::async_trait]
impl Handler for TooManyRequests {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        match Wait::of(request) {
            Some(_) => Outcome::Error(Status::TooManyRequests),
            None => Outcome::Forward((data, Status::NotFound)),
        }
    }
}

//! One call from request to judged answer: headers, deadline, size limit, repetitions.

mod base_url;
pub(in crate::api) mod judge;
mod retry;
mod secret_source;

use std::{borrow::Cow, sync::Once, time::Duration};

use bytes::Bytes;
use reqwest::{
    Method, Request, Response,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use serde::Serialize;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};

pub(in crate::api) use base_url::BaseUrl;
pub(crate) use base_url::is_loopback;
pub(in crate::api) use judge::Malformed;
use judge::{Answer, Body, judge};
pub(in crate::api) use retry::Retries;
pub(in crate::api) use secret_source::{CurrentSecret, SecretSource};

use crate::api::{
    endpoint::{Endpoint, Verb},
    error::Error,
};

/// The header by which the emulator marks its answers.
const EMULATOR: HeaderName = HeaderName::from_static("passwordless-emulator");

/// What a call asks for.
pub(in crate::api) struct Call<'a> {
    endpoint: Endpoint,
    query: Vec<(&'static str, Cow<'a, str>)>,
    body: Option<Bytes>,
}

impl<'a> Call<'a> {
    pub(in crate::api) fn new(endpoint: Endpoint) -> Self {
        Self { endpoint, query: Vec::new(), body: None }
    }

    pub(in crate::api) fn query(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(in crate::api) fn body(self, body: &impl Serialize) -> Result<Self, Error> {
        let json =
            serde_json::to_vec(body).map_err(|_| Error::input("the request cannot be written as JSON"))?;
        Ok(Self { body: Some(json.into()), ..self })
    }
}

/// Everything that the calls of one client share.
pub(in crate::api) struct Exchange {
    pub(in crate::api) http: reqwest::Client,
    pub(in crate::api) base: BaseUrl,
    pub(in crate::api) secret: CurrentSecret,
    pub(in crate::api) timeout: Duration,
    pub(in crate::api) max_response_bytes: usize,
    pub(in crate::api) retries: Retries,
    /// One for each call that may be under way.
    pub(in crate::api) places: Semaphore,
}

impl Exchange {
    /// Makes a call, repeats it where that is allowed and sensible, and ends within the time-out.
    pub(in crate::api) async fn run<T>(
        &self,
        call: Call<'_>,
        read: fn(&[u8]) -> Result<T, Malformed>,
    ) -> Result<T, Error> {
        let endpoint = call.endpoint;
        // Kept through repetitions and the waits between them, so that an outage fills the places and is refused at
        // once instead of piling up.
        let Ok(_place) = self.places.try_acquire() else { return Err(Error::overloaded().at(endpoint)) };
        let started = Instant::now();
        let deadline = started + self.timeout;
        self.retries.called();
        let mut repeated = 0;
        loop {
            let headers = self.secret.headers();
            let answer = match timeout_at(deadline, self.attempt(&call, &headers)).await {
                Ok(answer) => answer,
                Err(_) => Err(Error::elapsed(self.timeout)),
            };
            let error = match answer.and_then(|answer| judge(&answer, read)) {
                Ok(value) => {
                    let seconds = started.elapsed().as_secs_f64();
                    tracing::debug!(target: "passwordless.call_answered", call = %endpoint, repeated, seconds, "answered");
                    return Ok(value);
                }
                Err(error) => error.at(endpoint),
            };
            // The service did nothing yet, so that any call may be made again.
            if error.is_our_key() && timeout_at(deadline, self.secret.is_renewed(&headers)).await == Ok(true)
            {
                continue;
            }
            let remaining = deadline.saturating_duration_since(Instant::now());
            let wait = endpoint.repeatable.then(|| self.retries.wait(repeated, &error, remaining)).flatten();
            let Some(wait) = wait else {
                let seconds = started.elapsed().as_secs_f64();
                tracing::debug!(target: "passwordless.call_failed", call = %endpoint, repeated, seconds, %error, "failed");
                return Err(error);
            };
            tracing::debug!(
                target: "passwordless.call_repeated", call = %endpoint, repeated, ?wait, %error, "failed, and is repeated"
            );
            sleep(wait).await;
            repeated += 1;
        }
    }

    async fn attempt(&self, call: &Call<'_>, headers: &HeaderMap) -> Result<Answer, Error> {
        let request = self.request(call, headers);
        let asked = request.url().clone();
        let response = self.http.execute(request).await.map_err(Error::transport)?;
        warn_of_emulator(response.headers());
        let status = response.status();
        let answer = Answer {
            status: status.as_u16(),
            moved: *response.url() != asked,
            retry_after: retry_after(response.headers()),
            body: Body::Unread,
        };
        if answer.moved || status.is_redirection() {
            return Ok(answer);
        }
        match read(response, self.max_response_bytes).await {
            Ok(body) => Ok(Answer { body, ..answer }),
            // An error status says enough, whether or not the rest of it arrives.
            Err(_) if !status.is_success() => Ok(answer),
            Err(error) => Err(Error::transport(error)),
        }
    }

    fn request(&self, call: &Call<'_>, headers: &HeaderMap) -> Request {
        let method = match call.endpoint.verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
        };
        let query = call.query.iter().map(|(name, value)| (*name, value.as_ref()));
        let mut request = Request::new(method, self.base.join(call.endpoint.path, query));
        request.headers_mut().clone_from(headers);
        if let Some(body) = &call.body {
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(CONTENT_TYPE, json);
            *request.body_mut() = Some(body.clone().into());
        }
        request
    }
}

/// Reads at most `limit` bytes, whatever the answer says of its length.
async fn read(mut response: Response, limit: usize) -> Result<Body, reqwest::Error> {
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Ok(Body::TooLarge { limit });
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if chunk.len() > limit - body.len() {
            return Ok(Body::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Body::Whole(body))
}

/// `Retry-After` in seconds; its other form, a date, would trust two clocks.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn warn_of_emulator(headers: &HeaderMap) {
    static WARNED: Once = Once::new();
    if is_worth_a_warning(headers, cfg!(debug_assertions)) {
        WARNED.call_once(|| {
            tracing::warn!(
                target: "passwordless.emulated", "this release build talks to the Passwordless.dev emulator, which is for tests only; \
                 set API_URL and API_SECRET to the real service"
            );
        });
    }
}

fn is_worth_a_warning(headers: &HeaderMap, debug_build: bool) -> bool {
    !debug_build && headers.contains_key(EMULATOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_build_is_warned_of_the_emulator() {
        let marked = HeaderMap::from_iter([(EMULATOR, HeaderValue::from_static("1"))]);
        assert!(is_worth_a_warning(&marked, false));
        assert!(!is_worth_a_warning(&marked, true));
        assert!(!is_worth_a_warning(&HeaderMap::new(), false));
    }
}

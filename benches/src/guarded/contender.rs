use http::{HeaderMap, HeaderValue, Request, StatusCode, header::HOST};

use super::{
    USER_ID, application,
    site::{Ask, Site},
};
use crate::Outcome;

/// One who answers the request, and the credential that it comes with.
pub(super) struct Contender {
    pub(super) name: &'static str,
    pub(super) site: Box<dyn Site>,
    headers: HeaderMap,
    pub(super) status: StatusCode,
}

/// An application with somebody signed in to it: the header that says so.
pub(super) struct SignedIn {
    pub(super) site: Box<dyn Site>,
    pub(super) credential: (http::HeaderName, HeaderValue),
}

/// By which the others are measured.
pub(super) const UNGUARDED: &str = "unguarded router";
pub(super) const EXTRACTOR: &str = "ours, extractor, no layer";
pub(super) const LAYER: &str = "ours, layer require()";
pub(super) const HAND_WRITTEN: &str = "hand-written AES-GCM layer";
pub(super) const JAR: &str = "axum-extra private jar";
pub(super) const TOWER_SESSIONS: &str = "tower-sessions, memory";
pub(super) const UNGUARDED_07: &str = "unguarded router of axum 0.7";
pub(super) const EXTRACTOR_FORGED: &str = "ours, extractor, forged cookie";
pub(super) const LAYER_FORGED: &str = "ours, layer, forged cookie";
pub(super) const BARE_FORGED: &str = "ours, Option<Session>, forged cookie";
pub(super) const JAR_FORGED: &str = "private jar, forged cookie";

pub(super) const BARE_ROCKET: &str = "Rocket, bare route";
pub(super) const FAIRING: &str = "Rocket, our fairing, no guard";
pub(super) const GUARD: &str = "Rocket, our guard";
pub(super) const PRIVATE_GUARD: &str = "Rocket, private-cookie guard";
pub(super) const GUARD_FORGED: &str = "Rocket, our guard, forged cookie";
pub(super) const PRIVATE_GUARD_FORGED: &str = "Rocket, private-cookie guard, forged cookie";

pub(super) type Make = fn() -> Outcome<SignedIn>;

/// In the order of the tables.
pub(super) const ALL: &[(&str, Make, Cookie)] = &[
    (UNGUARDED, application::unguarded, Cookie::Good),
    (EXTRACTOR, application::ours_as_extractor, Cookie::Good),
    (LAYER, application::ours_as_layer, Cookie::Good),
    ("ours, identify() and extractor", application::ours_identified, Cookie::Good),
    (HAND_WRITTEN, application::hand_written, Cookie::Good),
    (JAR, application::cookie_jar, Cookie::Good),
    (TOWER_SESSIONS, application::tower_sessions, Cookie::Good),
    ("axum-login, memory", application::axum_login, Cookie::Good),
    (UNGUARDED_07, application::unguarded_07, Cookie::Good),
    ("jwt-authorizer, on axum 0.7", application::jwt_authorizer, Cookie::Good),
    (EXTRACTOR_FORGED, application::ours_as_extractor, Cookie::Forged),
    (LAYER_FORGED, application::ours_as_layer, Cookie::Forged),
    (BARE_FORGED, application::ours_bare, Cookie::Forged),
    (JAR_FORGED, application::cookie_jar, Cookie::Forged),
];

/// Another host, and so another table.
pub(super) const ON_ROCKET: &[(&str, Make, Cookie)] = &[
    (BARE_ROCKET, application::bare_rocket, Cookie::Good),
    (FAIRING, application::our_fairing, Cookie::Good),
    (GUARD, application::our_guard, Cookie::Good),
    (PRIVATE_GUARD, application::private_cookie_guard, Cookie::Good),
    (GUARD_FORGED, application::our_guard, Cookie::Forged),
    (PRIVATE_GUARD_FORGED, application::private_cookie_guard, Cookie::Forged),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookie {
    Good,
    /// The good one with a character changed: of the right length, but sealed by nobody.
    Forged,
}

impl Contender {
    pub(super) fn all(of: &[(&'static str, Make, Cookie)]) -> Outcome<Vec<Self>> {
        of.iter().map(|&(name, make, cookie)| Self::new(name, make, cookie)).collect()
    }

    pub(super) fn named(wanted: &str) -> Outcome<Self> {
        let found = ALL.iter().chain(ON_ROCKET).find(|(name, ..)| *name == wanted);
        let &(name, make, cookie) = found.ok_or_else(|| format!("nobody is called {wanted}"))?;
        Self::new(name, make, cookie)
    }

    /// Signs in, and makes sure that the answer is the right one.
    fn new(name: &'static str, make: Make, cookie: Cookie) -> Outcome<Self> {
        let SignedIn { site, credential: (header, mut value) } = make()?;
        if cookie == Cookie::Forged {
            value = forged(&value)?;
        }
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("localhost"));
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        headers.insert(header, value);
        let status = if cookie == Cookie::Good { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
        let mut contender = Self { name, site, headers, status };
        contender.prove()?;
        Ok(contender)
    }

    pub(super) fn ask(&self) -> Ask {
        let mut ask = Request::new(Default::default());
        *ask.uri_mut() = http::Uri::from_static("/me");
        *ask.headers_mut() = self.headers.clone();
        ask
    }

    pub(super) fn asks(&self, many: usize) -> Vec<Ask> {
        (0..many).map(|_| self.ask()).collect()
    }

    /// Whoever answers anything else is quick for the wrong reason.
    pub(super) fn all_right(&self, right: usize, asked: usize) -> Outcome {
        if right == asked {
            return Ok(());
        }
        Err(format!("{}: {right} of {asked} answers were {}", self.name, self.status).into())
    }

    fn prove(&mut self) -> Outcome {
        let ask = self.ask();
        let answer = block_on(self.site.answer(ask))??;
        let is_right = match self.status {
            StatusCode::OK => answer.body() == USER_ID,
            _ => answer.body() != USER_ID,
        };
        if answer.status() != self.status || !is_right {
            return Err(format!("{} answered {:?}", self.name, answer).into());
        }
        Ok(())
    }
}

fn forged(good: &HeaderValue) -> Outcome<HeaderValue> {
    let mut bytes = good.as_bytes().to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] = if bytes[middle] == b'A' { b'B' } else { b'A' };
    Ok(HeaderValue::from_bytes(&bytes)?)
}

/// Runs a future to its end. Nobody here waits for I/O but who is served over loopback.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Outcome<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future))
}

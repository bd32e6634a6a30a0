use std::time::SystemTime;

use http::{
    HeaderMap, HeaderValue,
    header::{CACHE_CONTROL, SET_COOKIE},
};
use passwordless::Session;

use crate::{Identified, Passwordless, entry::Who};

/// What is to be done about the session cookie when the answer is there, by whom.
#[derive(Debug)]
pub(crate) struct After {
    passwordless: Passwordless,
    what: What,
}

#[derive(Debug)]
enum What {
    /// The browser keeps a cookie that is good for nothing.
    Remove,
    /// A session with an idle limit was used, which is noted.
    Note(Session),
}

impl After {
    /// Nothing, most of the time.
    pub(crate) fn of(passwordless: &Passwordless, found: &Identified) -> Option<Self> {
        let what = match found.who()? {
            Who::Session(session) if passwordless.gate().reseals() => What::Note(session.clone()),
            Who::Nobody { remove_cookie: true } => What::Remove,
            _ => return None,
        };
        Some(Self { passwordless: passwordless.clone(), what })
    }

    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        let gate = self.passwordless.gate();
        let caches = Caches::of(headers);
        // An answer that signs somebody in or out has said what it has to say. What a cache keeps for everybody must
        // neither hold one visitor's session nor end everybody's.
        if sets_cookie(headers, gate.cookie_name()) || caches == Caches::Everybody {
            return;
        }
        let cookie = match &self.what {
            What::Remove => Ok(HeaderValue::from_static(gate.remove_cookie())),
            What::Note(session) => match gate.reseal(session, SystemTime::now()) {
                Some(cookie) => HeaderValue::try_from(cookie),
                None => return,
            },
        };
        let Ok(cookie) = cookie else { return };
        headers.append(SET_COOKIE, cookie);
        if caches == Caches::Unsaid {
            headers.append(CACHE_CONTROL, HeaderValue::from_static("private"));
        }
    }
}

fn sets_cookie(headers: &HeaderMap, name: &str) -> bool {
    headers.get_all(SET_COOKIE).iter().any(|value| {
        let rest = value.as_bytes().strip_prefix(name.as_bytes());
        rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="))
    })
}

/// For whom `Cache-Control` lets shared caches keep an answer
/// ([RFC 9111](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caches {
    Everybody,
    Nobody,
    Unsaid,
}

impl Caches {
    fn of(headers: &HeaderMap) -> Self {
        let mut found = Self::Unsaid;
        for value in headers.get_all(CACHE_CONTROL) {
            // That of every refusal of ours.
            if value == "no-store" {
                found = Self::Nobody;
                continue;
            }
            for directive in value.to_str().unwrap_or_default().split(',') {
                let name = directive.split('=').next().unwrap_or(directive).trim();
                let is = |known: &str| name.eq_ignore_ascii_case(known);
                if is("public") || is("s-maxage") {
                    return Self::Everybody;
                }
                if is("no-store") || is("private") {
                    found = Self::Nobody;
                }
            }
        }
        found
    }
}

use std::time::SystemTime;

use http::{
    HeaderMap, HeaderValue,
    header::{CACHE_CONTROL, SET_COOKIE},
};
use passwordless::Session;

use crate::{Identified, Passwordless, entry::Who};

/// What is to be done about the session cookie when the answer is there.
#[derive(Debug)]
pub(crate) enum After {
    Nothing,
    /// The browser keeps a cookie that is good for nothing.
    Remove,
    /// A session with an idle limit was used, which is noted.
    Note(Session),
}

impl After {
    pub(crate) fn of(passwordless: &Passwordless, found: &Identified) -> Self {
        match found.who() {
            Some(Who::Session(session)) if passwordless.gate().reseals() => Self::Note(session.clone()),
            Some(Who::Nobody { remove_cookie: true }) => Self::Remove,
            _ => Self::Nothing,
        }
    }

    pub(crate) fn apply(&self, passwordless: &Passwordless, headers: &mut HeaderMap) {
        let gate = passwordless.gate();
        // An answer that signs somebody in or out has said what it has to say.
        if matches!(self, Self::Nothing) || sets_cookie(headers, gate.cookie_name()) {
            return;
        }
        // What a cache keeps for everybody must neither hold one visitor's session nor end everybody's.
        if has_directive(headers, &["public", "s-maxage"]) {
            return;
        }
        let cookie = match self {
            Self::Nothing => None,
            Self::Remove => Some(gate.remove_cookie()),
            Self::Note(session) => gate.reseal(session, SystemTime::now()),
        };
        if let Some(Ok(cookie)) = cookie.map(HeaderValue::try_from) {
            headers.append(SET_COOKIE, cookie);
            if !has_directive(headers, &["no-store", "private"]) {
                headers.append(CACHE_CONTROL, HeaderValue::from_static("private"));
            }
        }
    }
}

fn sets_cookie(headers: &HeaderMap, name: &str) -> bool {
    headers.get_all(SET_COOKIE).iter().any(|value| {
        let rest = value.as_bytes().strip_prefix(name.as_bytes());
        rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="))
    })
}

/// Whether `Cache-Control` has one of these directives ([RFC 9111](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
fn has_directive(headers: &HeaderMap, names: &[&str]) -> bool {
    headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        let directives =
            value.split(',').map(|directive| directive.split('=').next().unwrap_or(directive).trim());
        directives.into_iter().any(|directive| names.iter().any(|name| directive.eq_ignore_ascii_case(name)))
    })
}

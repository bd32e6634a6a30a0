//! The demo's two cookies, both sealed (Rocket's private cookies): the session, and a registration under way.

use rocket::http::{Cookie, CookieJar, SameSite};
use rocket::time::Duration;

use crate::application::Application;

/// A cookie of ours.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sealed {
    /// Who is signed in.
    Session,
    /// Who registers.
    Newcomer,
}

impl Sealed {
    /// `__Host-` makes browsers refuse a cookie that a neighbouring host has planted, and works by https only.
    fn name(self, application: &Application) -> &'static str {
        match (self, application.is_https()) {
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::Newcomer, true) => "__Host-newcomer",
            (Self::Newcomer, false) => "newcomer",
        }
    }

    /// What the browser holds, if we sealed it; what we did not is taken away.
    pub(crate) fn get(self, application: &Application, jar: &CookieJar<'_>) -> Option<String> {
        let opened = jar.get_private(self.name(application)).map(|cookie| cookie.value().to_owned());
        if opened.is_none() && jar.get(self.name(application)).is_some() {
            self.remove(application, jar);
        }
        opened
    }

    /// Seals a value into the browser's cookie.
    pub(crate) fn set(
        self,
        application: &Application,
        jar: &CookieJar<'_>,
        value: String,
        life: std::time::Duration,
    ) {
        let life = Duration::try_from(life).unwrap_or(Duration::MAX);
        jar.add_private(self.cookie(application, value).max_age(life));
    }

    /// Takes the cookie from the browser.
    pub(crate) fn remove(self, application: &Application, jar: &CookieJar<'_>) {
        jar.remove_private(self.cookie(application, String::new()));
    }

    fn cookie(
        self,
        application: &Application,
        value: String,
    ) -> rocket::http::private::cookie::CookieBuilder<'static> {
        Cookie::build((self.name(application), value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(application.is_https())
    }
}

//! An application of Tower that is configured for a service.

use std::sync::Arc;

use passwordless_tower::{Passwordless, PasswordlessBuilder};

#[path = "service.rs"]
mod service;

pub(crate) use service::{ORIGIN, Site};

impl Site {
    pub(crate) fn builder(&self) -> PasswordlessBuilder {
        let builder = Passwordless::builder(self.client.clone(), [ORIGIN]);
        builder.key(self.key.clone()).store(Arc::clone(&self.store))
    }

    pub(crate) fn passwordless(&self) -> Passwordless {
        self.builder().build().unwrap()
    }
}

/// The value of the session's cookie, as the browser keeps it.
pub(crate) fn cookie(set_cookie: &str) -> String {
    set_cookie.split(';').next().unwrap().to_owned()
}

//! The calls of the API in one table, and which of them may be repeated.

use std::fmt;

/// One call of the API.
#[derive(Debug, Clone, Copy)]
pub(super) struct Endpoint {
    pub(super) verb: Verb,
    pub(super) path: &'static str,
    /// Whether a second identical request does no harm, should the answer to the first be lost.
    pub(super) repeatable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Post,
}

impl Endpoint {
    pub(super) const REGISTER_TOKEN: Self = Self::post("register/token");
    pub(super) const VERIFY: Self = Self::post("signin/verify").repeatable();
    pub(super) const GENERATE_TOKEN: Self = Self::post("signin/generate-token");
    pub(super) const SET_ALIASES: Self = Self::post("alias");
    pub(super) const ALIASES: Self = Self::get("alias/list");
    pub(super) const CREDENTIALS: Self = Self::get("credentials/list");
    // The service answers 500 when the passkey is already gone, so a repeated delete could look like a failure.
    pub(super) const DELETE_CREDENTIAL: Self = Self::post("credentials/delete");
    pub(super) const USERS: Self = Self::get("users/list");
    pub(super) const COUNT_USERS: Self = Self::get("users/count");
    pub(super) const DELETE_USER: Self = Self::post("users/delete").repeatable();
    pub(super) const AUTH_CONFIGS: Self = Self::get("auth-configs/list");
    pub(super) const ADD_AUTH_CONFIG: Self = Self::post("auth-configs/add");
    pub(super) const UPDATE_AUTH_CONFIG: Self = Self::post("auth-configs");
    pub(super) const DELETE_AUTH_CONFIG: Self = Self::post("auth-configs/delete");
    pub(super) const SEND_MAGIC_LINK: Self = Self::post("magic-links/send");
    pub(super) const CHANGE_FEATURES: Self = Self::post("apps/features");
    pub(super) const EVENTS: Self = Self::get("events");
    pub(super) const CREDENTIAL_REPORTS: Self = Self::get("reporting/credentials/periodic");
    pub(super) const ACTIVE_USER_REPORTS: Self = Self::get("reporting/active-users/periodic");
    pub(super) const AUTHENTICATORS: Self = Self::get("authenticators/list");
    pub(super) const ADD_AUTHENTICATORS: Self = Self::post("authenticators/add");
    pub(super) const REMOVE_AUTHENTICATORS: Self = Self::post("authenticators/remove");

    const fn get(path: &'static str) -> Self {
        Self { verb: Verb::Get, path, repeatable: true }
    }

    const fn post(path: &'static str) -> Self {
        Self { verb: Verb::Post, path, repeatable: false }
    }

    const fn repeatable(self) -> Self {
        Self { repeatable: true, ..self }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.verb {
            Verb::Get => "GET",
            Verb::Post => "POST",
        };
        write!(f, "{verb} /{}", self.path)
    }
}

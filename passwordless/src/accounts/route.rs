//! The table of routes.

use super::Accounts;
use crate::rejection::{Fixed, Rejection};

/// A route of the account. See the table in the [module](super).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Route {
    /// `POST /register`
    Register,
    /// `POST /register/complete`
    RegisterComplete,
    /// `POST /sign-in`
    SignIn,
    /// `GET /session`
    Session,
    /// `POST /step-up/{purpose}`
    StepUp,
    /// `GET /passkeys`
    Passkeys,
    /// `POST /passkeys`
    AddPasskey,
    /// `POST /passkeys/complete`
    AddPasskeyComplete,
    /// `DELETE /passkeys/{id}`
    DeletePasskey,
    /// `DELETE /account`
    DeleteAccount,
    /// `POST /magic-link`
    MagicLink,
    /// `POST /magic-link/complete`
    MagicLinkComplete,
    /// `GET /sign-ins`
    SignIns,
    /// `DELETE /sign-ins/{id}`
    EndSignIn,
    /// `POST /sign-out`
    SignOut,
    /// `POST /sign-out-everywhere`
    SignOutEverywhere,
    /// `GET /passwordless.js`
    Script,
    /// `GET /passwordless.d.ts`
    Declarations,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Register,
        Self::RegisterComplete,
        Self::SignIn,
        Self::Session,
        Self::StepUp,
        Self::Passkeys,
        Self::AddPasskey,
        Self::AddPasskeyComplete,
        Self::DeletePasskey,
        Self::DeleteAccount,
        Self::MagicLink,
        Self::MagicLinkComplete,
        Self::SignIns,
        Self::EndSignIn,
        Self::SignOut,
        Self::SignOutEverywhere,
        Self::Script,
        Self::Declarations,
    ];

    /// The method: `GET`, which also takes `HEAD`, `POST` or `DELETE`.
    pub fn method(self) -> &'static str {
        match self {
            Self::Session | Self::Passkeys | Self::SignIns | Self::Script | Self::Declarations => "GET",
            Self::DeletePasskey | Self::DeleteAccount | Self::EndSignIn => "DELETE",
            _ => "POST",
        }
    }

    /// The path below the prefix; `{…}` stands for one segment.
    pub fn path(self) -> &'static str {
        match self {
            Self::Register => "/register",
            Self::RegisterComplete => "/register/complete",
            Self::SignIn => "/sign-in",
            Self::Session => "/session",
            Self::StepUp => "/step-up/{purpose}",
            Self::Passkeys | Self::AddPasskey => "/passkeys",
            Self::AddPasskeyComplete => "/passkeys/complete",
            Self::DeletePasskey => "/passkeys/{id}",
            Self::DeleteAccount => "/account",
            Self::MagicLink => "/magic-link",
            Self::MagicLinkComplete => "/magic-link/complete",
            Self::SignIns => "/sign-ins",
            Self::EndSignIn => "/sign-ins/{id}",
            Self::SignOut => "/sign-out",
            Self::SignOutEverywhere => "/sign-out-everywhere",
            Self::Script => "/passwordless.js",
            Self::Declarations => "/passwordless.d.ts",
        }
    }

    /// The segment that the path leaves open, empty where it leaves none; nothing where the path is another.
    fn matches(self, path: &str) -> Option<&str> {
        match self.path().split_once('{') {
            None => (path == self.path()).then_some(""),
            Some((before, _)) => {
                path.strip_prefix(before).filter(|rest| !rest.is_empty() && !rest.contains('/'))
            }
        }
    }
}

/// Where a request goes.
pub(super) enum Found<'a> {
    Route(Route, &'a str),
    /// The path is there, for these methods.
    OtherMethod(String),
}

impl Accounts {
    pub(super) fn find<'a>(&self, method: &str, path: &'a str) -> Result<Found<'a>, Rejection> {
        let method = if method == "HEAD" { "GET" } else { method };
        let mut allowed = Vec::new();
        for route in self.routes() {
            let Some(segment) = route.matches(path) else { continue };
            if route.method() == method {
                return Ok(Found::Route(route, segment));
            }
            allowed.push(if route.method() == "GET" { "GET, HEAD" } else { route.method() });
        }
        if allowed.is_empty() {
            Err(Rejection::of(Fixed::NotFound))
        } else {
            Ok(Found::OtherMethod(allowed.join(", ")))
        }
    }
}

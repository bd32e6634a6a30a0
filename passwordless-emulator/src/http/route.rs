//! The table of endpoints.

use http::Method;

use crate::auth::Door;

/// What a path and a method lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    RegisterToken,
    RegisterBegin,
    RegisterComplete,
    SigninBegin,
    SigninComplete,
    SigninVerify,
    GenerateToken,
    AliasSet,
    AliasList,
    CredentialsListByQuery,
    CredentialsListByBody,
    CredentialsDelete,
    UsersList,
    UsersCount,
    UsersDelete,
    HealthHttp,
    HealthStorage,
    HealthVersion,
    Root,
}

impl Endpoint {
    /// Whether the request must bring a JSON body.
    pub(super) fn reads_body(self) -> bool {
        ROUTES.iter().any(|route| route.endpoint == self && route.verb == Verb::Post)
    }
}

/// Which methods a path takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Get,
    Post,
    /// The health reports answer every method.
    Any,
}

/// One row: where, how, with which key, and what.
#[derive(Debug)]
pub(super) struct Route {
    path: &'static str,
    verb: Verb,
    pub(super) door: Door,
    pub(super) endpoint: Endpoint,
}

const fn route(path: &'static str, verb: Verb, door: Door, endpoint: Endpoint) -> Route {
    Route { path, verb, door, endpoint }
}

static ROUTES: [Route; 19] = [
    route("/register/token", Verb::Post, Door::SECRET_REGISTER, Endpoint::RegisterToken),
    route("/register/begin", Verb::Post, Door::PUBLIC_REGISTER, Endpoint::RegisterBegin),
    route("/register/complete", Verb::Post, Door::PUBLIC_REGISTER, Endpoint::RegisterComplete),
    route("/signin/begin", Verb::Post, Door::PUBLIC_LOGIN, Endpoint::SigninBegin),
    route("/signin/complete", Verb::Post, Door::PUBLIC_LOGIN, Endpoint::SigninComplete),
    route("/signin/verify", Verb::Post, Door::SECRET_VERIFY, Endpoint::SigninVerify),
    route("/signin/generate-token", Verb::Post, Door::SECRET_VERIFY, Endpoint::GenerateToken),
    route("/alias", Verb::Post, Door::SECRET, Endpoint::AliasSet),
    route("/alias/list", Verb::Get, Door::SECRET, Endpoint::AliasList),
    route("/credentials/list", Verb::Get, Door::SECRET, Endpoint::CredentialsListByQuery),
    route("/credentials/list", Verb::Post, Door::SECRET, Endpoint::CredentialsListByBody),
    route("/credentials/delete", Verb::Post, Door::SECRET, Endpoint::CredentialsDelete),
    route("/users/list", Verb::Get, Door::SECRET, Endpoint::UsersList),
    route("/users/count", Verb::Get, Door::SECRET, Endpoint::UsersCount),
    route("/users/delete", Verb::Post, Door::SECRET, Endpoint::UsersDelete),
    route("/health/http", Verb::Any, Door::Open, Endpoint::HealthHttp),
    route("/health/storage", Verb::Any, Door::Open, Endpoint::HealthStorage),
    route("/health/version", Verb::Any, Door::Open, Endpoint::HealthVersion),
    route("", Verb::Get, Door::Open, Endpoint::Root),
];

/// Where a request goes.
#[derive(Debug)]
pub(super) enum Match {
    Found(&'static Route),
    /// The path is known; these are its methods.
    OtherMethod(&'static str),
    Unknown,
}

/// Finds the row of a path, in any case and with or without one slash at its end.
pub(super) fn find(method: &Method, path: &str) -> Match {
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut allowed = None;
    for route in ROUTES.iter().filter(|route| route.path.eq_ignore_ascii_case(path)) {
        let fits = match route.verb {
            Verb::Get => method == Method::GET,
            Verb::Post => method == Method::POST,
            Verb::Any => true,
        };
        if fits {
            return Match::Found(route);
        }
        allowed = Some(match (allowed, route.verb) {
            (Some(_), _) => "GET, POST",
            (None, Verb::Get) => "GET",
            (None, _) => "POST",
        });
    }
    allowed.map_or(Match::Unknown, Match::OtherMethod)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(method: Method, path: &str) -> Option<Endpoint> {
        match find(&method, path) {
            Match::Found(route) => Some(route.endpoint),
            _ => None,
        }
    }

    #[test]
    fn paths_match_in_any_case_with_one_slash_at_most() {
        assert_eq!(endpoint(Method::POST, "/Register/Token"), Some(Endpoint::RegisterToken));
        assert_eq!(endpoint(Method::POST, "/register/token/"), Some(Endpoint::RegisterToken));
        assert_eq!(endpoint(Method::POST, "/register/token//"), None);
        assert_eq!(endpoint(Method::GET, "/"), Some(Endpoint::Root));
        assert_eq!(endpoint(Method::GET, "/credentials/list"), Some(Endpoint::CredentialsListByQuery));
        assert_eq!(endpoint(Method::HEAD, "/health/http"), Some(Endpoint::HealthHttp));
    }

    #[test]
    fn a_known_path_names_its_methods() {
        let allowed = |method, path| match find(&method, path) {
            Match::OtherMethod(allowed) => allowed,
            _ => "",
        };
        assert_eq!(allowed(Method::GET, "/signin/verify"), "POST");
        assert_eq!(allowed(Method::HEAD, "/users/list"), "GET");
        assert_eq!(allowed(Method::PUT, "/credentials/list"), "GET, POST");
        assert_eq!(allowed(Method::GET, "/no/such/path"), "");
    }
}

//! From a path to an endpoint.

use http::Method;

use super::routes_table::ROUTES;
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
    MagicLinksSend,
    ConfigurationsList,
    ConfigurationsAdd,
    ConfigurationsUpdate,
    ConfigurationsDelete,
    AuthenticatorsList,
    AuthenticatorsAdd,
    AuthenticatorsRemove,
    OwnFeatures,
    Events,
    ReportCredentials,
    ReportUsers,
    AppAvailable,
    AppCreate,
    AppFreeze,
    AppUnfreeze,
    PublicKeyCreate,
    SecretKeyCreate,
    KeysList,
    KeyLock,
    KeyUnlock,
    KeyDelete,
    FeaturesRead,
    FeaturesSet,
    AppCanDelete,
    AppMarkDelete,
    AppCancelDelete,
    AppDelete,
    AppsPendingDeletion,
    MetadataAttestationTypes,
    MetadataCertificationStatuses,
    MetadataEntries,
    HealthHttp,
    HealthStorage,
    HealthVersion,
    HealthMail,
    HealthThrowApi,
    HealthThrowException,
    Swagger,
    SwaggerDocument,
    Favicon,
    Humans,
    Security,
    Stylesheet,
    Root,
}

/// Which methods a path takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    /// With a JSON body.
    Post,
    /// POST without a body.
    Act,
    Delete,
    /// The health reports answer every method.
    Any,
}

impl Verb {
    fn method(self) -> &'static str {
        match self {
            Self::Post | Self::Act => "POST",
            Self::Delete => "DELETE",
            Self::Get | Self::Any => "GET",
        }
    }
}

/// One row: where, how, with which key, and what.
#[derive(Debug)]
pub(crate) struct Route {
    /// Segments in braces stand for anything.
    pub(super) path: &'static str,
    pub(super) verb: Verb,
    pub(super) door: Door,
    pub(super) endpoint: Endpoint,
}

impl Route {
    /// Whether the request must bring a JSON body.
    pub(super) fn reads_body(&self) -> bool {
        self.verb == Verb::Post
    }

    /// What the path's segments in braces are, if it is one of this row.
    fn matches<'a>(&self, path: &'a str) -> Option<[&'a str; 2]> {
        // Nearly every row is another: a look at the number of segments would read as much.
        if !self.path.contains('{') {
            return self.path.eq_ignore_ascii_case(path).then_some([""; 2]);
        }
        let mut places = [""; 2];
        let mut place = 0;
        let mut given = path.split('/');
        for segment in self.path.split('/') {
            let value = given.next()?;
            if segment.starts_with('{') {
                if value.is_empty() {
                    return None;
                }
                *places.get_mut(place)? = value;
                place += 1;
            } else if !segment.eq_ignore_ascii_case(value) {
                return None;
            }
        }
        given.next().is_none().then_some(places)
    }
}

/// Every path and its methods, in lower case: what the service's own description lists.
pub(crate) fn described() -> impl Iterator<Item = (&'static str, String)> {
    let public = |route: &&Route| !matches!(route.door, Door::Management | Door::Open);
    ROUTES.iter().filter(public).map(|route| (route.path, route.verb.method().to_ascii_lowercase()))
}

/// Where a request goes.
#[derive(Debug)]
pub(super) enum Match<'a> {
    Found(&'static Route, [&'a str; 2]),
    /// The path is known; these are its methods.
    OtherMethod(String),
    Unknown,
}

/// Finds the row of a path, in any case and with or without one slash at its end.
pub(super) fn find<'a>(method: &Method, path: &'a str) -> Match<'a> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut allowed: Vec<&str> = Vec::new();
    for route in &ROUTES {
        let Some(places) = route.matches(path) else { continue };
        let expected = route.verb.method();
        if route.verb == Verb::Any || method.as_str() == expected {
            return Match::Found(route, places);
        }
        allowed.push(expected);
    }
    if allowed.is_empty() { Match::Unknown } else { Match::OtherMethod(allowed.join(", ")) }
}

/// Looks a path up under every method.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn route_of(path: &str) {
    for method in [Method::GET, Method::POST, Method::DELETE, Method::HEAD] {
        let _ = find(&method, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(method: Method, path: &str) -> Option<Endpoint> {
        match find(&method, path) {
            Match::Found(route, _) => Some(route.endpoint),
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
            _ => String::new(),
        };
        assert_eq!(allowed(Method::GET, "/signin/verify"), "POST");
        assert_eq!(allowed(Method::HEAD, "/users/list"), "GET");
        assert_eq!(allowed(Method::PUT, "/credentials/list"), "GET, POST");
        assert_eq!(allowed(Method::PUT, "/admin/apps/x/features"), "GET, POST");
        assert_eq!(allowed(Method::GET, "/no/such/path"), "");
    }

    #[test]
    fn segments_in_braces_stand_for_anything_but_nothing() {
        let places = |method, path: &'static str| match find(&method, path) {
            Match::Found(route, places) => Some((route.endpoint, places)),
            _ => None,
        };
        assert_eq!(
            places(Method::POST, "/admin/Apps/Acme/api-keys/9f3a/LOCK/"),
            Some((Endpoint::KeyLock, ["Acme", "9f3a"]))
        );
        assert_eq!(places(Method::DELETE, "/admin/apps/acme"), Some((Endpoint::AppDelete, ["acme", ""])));
        assert_eq!(places(Method::DELETE, "/admin/apps//"), None);
        assert_eq!(places(Method::POST, "/admin/apps/acme/api-keys//lock"), None);
        assert_eq!(places(Method::POST, "/admin/apps/acme/api-keys/9f3a/lock/more"), None);
    }
}

use std::{sync::Arc, time::SystemTime};

use http::{
    Extensions, HeaderMap, HeaderName, Method,
    header::{AUTHORIZATION, COOKIE, ORIGIN, UPGRADE},
};
use passwordless::{
    Rejection, Session, Token, VerifiedUser,
    gate::{self, Expected, Visitor},
};

use crate::passwordless::Passwordless;

const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a layer found out about a request. It is in the request's extensions.
///
/// ```
/// use http::{Request, Response, StatusCode};
/// use passwordless::Rejection;
/// use passwordless_tower::Identified;
///
/// fn greet<B>(request: &Request<B>) -> Result<String, Rejection> {
///     let identified = request.extensions().get::<Identified>().ok_or_else(Rejection::misconfigured)?;
///     Ok(format!("Hello {}", identified.session()?.user_id()))
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Identified {
    /// Which `Passwordless` produced this outcome. One with another key or policy must not reuse it.
    by: u64,
    outcome: Result<Visitor, Rejection>,
    /// Of the visitor's token, once it is verified and spent, and for what.
    user: Option<(Arc<VerifiedUser>, Expected)>,
}

impl Identified {
    /// Feeds a request's headers to the core's gate.
    pub(crate) fn by(passwordless: &Passwordless, method: &Method, headers: &HeaderMap) -> Self {
        let request = presented(passwordless, method, headers);
        let outcome = passwordless.gate().check(&request, SystemTime::now());
        Self { by: passwordless.instance(), outcome, user: None }
    }

    /// What an outer layer of this `Passwordless` found, or an earlier extractor.
    pub(crate) fn earlier<'a>(passwordless: &Passwordless, extensions: &'a Extensions) -> Option<&'a Self> {
        extensions.get::<Self>().filter(|earlier| earlier.by == passwordless.instance())
    }

    /// The same, after the token was verified for what was expected.
    pub(crate) fn verified(self, expected: Expected, answer: Result<VerifiedUser, Rejection>) -> Self {
        match answer {
            Ok(user) => Self { user: Some((Arc::new(user), expected)), ..self },
            Err(rejection) => Self { outcome: Err(rejection), ..self },
        }
    }

    /// The user of a token that was verified and spent for this request, as an extractor that expects this wants it.
    #[cfg(feature = "axum")]
    pub(crate) fn user_for(
        &self,
        passwordless: &Passwordless,
        expected: Expected,
    ) -> Result<Arc<VerifiedUser>, Rejection> {
        match (&self.user, self.outcome.as_ref().map_err(|rejection| *rejection)?) {
            (Some((user, _)), _) => {
                // Another extractor may have expected something else.
                passwordless.gate().check_token(user, expected, SystemTime::now())?;
                Ok(user.clone())
            }
            (None, Visitor::Token(_)) => Err(Rejection::invalid()),
            (None, _) => Err(expected.missing()),
        }
    }

    /// A request of this user, without a token, for tests.
    #[cfg(all(feature = "axum", feature = "testing"))]
    pub(crate) fn for_tests(passwordless: &Passwordless, user: VerifiedUser, expected: Expected) -> Self {
        let nobody = Ok(Visitor::Nobody { remove_cookie: false });
        Self { by: passwordless.instance(), outcome: nobody, user: Some((Arc::new(user), expected)) }
    }

    /// A token that is not verified yet.
    pub(crate) fn token(&self) -> Option<&Token> {
        match (&self.outcome, &self.user) {
            (Ok(Visitor::Token(token)), None) => Some(token),
            _ => None,
        }
    }

    pub(crate) fn visitor(&self) -> Option<&Visitor> {
        self.outcome.as_ref().ok()
    }

    /// The session.
    ///
    /// # Errors
    ///
    /// The [`Rejection`] with which the layer would have refused: missing where nobody is signed in, invalid where a
    /// token was presented in place of a session.
    pub fn session(&self) -> Result<&Session, Rejection> {
        match self.outcome.as_ref().map_err(|rejection| *rejection)? {
            Visitor::Session(session) => Ok(session),
            Visitor::Nobody { .. } => Err(Rejection::missing()),
            _ => Err(Rejection::invalid()),
        }
    }

    /// The user of a token that was verified and spent for this request, where the layer
    /// [accepts tokens](crate::PasskeyAuthLayer::accept_tokens).
    ///
    /// # Errors
    ///
    /// The [`Rejection`]: missing where no token was presented, invalid where tokens are not accepted.
    pub fn verified_user(&self) -> Result<&VerifiedUser, Rejection> {
        match (&self.user, self.outcome.as_ref().map_err(|rejection| *rejection)?) {
            (Some((user, Expected::SIGN_IN)), _) => Ok(user),
            (Some(_), _) | (None, Visitor::Token(_)) => Err(Rejection::invalid()),
            (None, _) => Err(Rejection::missing()),
        }
    }

    /// The id of the user, whether a session or a token says so.
    ///
    /// # Errors
    ///
    /// As for [`session`](Identified::session).
    pub fn user_id(&self) -> Result<&str, Rejection> {
        match &self.user {
            Some(_) => self.verified_user().map(VerifiedUser::user_id),
            None => self.session().map(Session::user_id),
        }
    }
}

/// What a request presents, as the core's gate looks at it.
pub(crate) fn presented<'a>(
    passwordless: &'a Passwordless,
    method: &Method,
    headers: &'a HeaderMap,
) -> gate::Request<'a> {
    let mut request = passwordless.gate().request(method.as_str());
    headers.get_all(COOKIE).iter().for_each(|value| request.cookie(value.as_bytes()));
    headers.get_all(AUTHORIZATION).iter().for_each(|value| request.authorization(value.as_bytes()));
    headers.get_all(UPGRADE).iter().for_each(|value| request.upgrade(value.as_bytes()));
    headers.get_all(SEC_FETCH_MODE).iter().for_each(|value| request.fetch_mode(value.as_bytes()));
    // Which page sent what changes nothing does not matter.
    if !request.is_safe() {
        feed_origin(&mut request, headers);
    }
    request
}

/// Whether a page of an allowed origin sent the request.
#[cfg(feature = "axum")]
pub(crate) fn check_same_origin(
    passwordless: &Passwordless,
    method: &Method,
    headers: &HeaderMap,
) -> Result<(), Rejection> {
    let mut request = passwordless.gate().request(method.as_str());
    feed_origin(&mut request, headers);
    passwordless.gate().check_same_origin(&request)
}

fn feed_origin<'a>(request: &mut gate::Request<'a>, headers: &'a HeaderMap) {
    headers.get_all(ORIGIN).iter().for_each(|value| request.origin(value.as_bytes()));
    headers.get_all(SEC_FETCH_SITE).iter().for_each(|value| request.fetch_site(value.as_bytes()));
}

//! The thin door to the core: from headers to a finding.

use std::time::SystemTime;

use bytes::Bytes;
use http::{
    Extensions, HeaderMap, HeaderName, Method, Response, Uri,
    header::{AUTHORIZATION, COOKIE, ORIGIN},
};
use passwordless::{Rejection, Token, TokenKind, VerifiedUser};
use tower::ServiceExt as _;

use super::{Identified, Passwordless, identified::Who};
use crate::{refusal::Head, rejection};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

impl Passwordless {
    /// What the headers say.
    pub(crate) fn look(&self, method: &Method, headers: &HeaderMap) -> Identified {
        Identified::new(self, self.check(method, headers))
    }

    /// What an outer layer of this `Passwordless` found, or an earlier extractor.
    pub(crate) fn found<'a>(&self, extensions: &'a Extensions) -> Option<&'a Identified> {
        extensions.get::<Identified>().filter(|found| found.is_by(self))
    }

    fn check(&self, method: &Method, headers: &HeaderMap) -> Result<Who, Rejection> {
        let gate = self.gate();
        let mut request = gate.request(method.as_str());
        headers.get_all(COOKIE).iter().for_each(|value| request.cookie(value.as_bytes()));
        headers.get_all(AUTHORIZATION).iter().for_each(|value| request.authorization(value.as_bytes()));
        // Nobody asks which page sent what changes nothing.
        if !request.is_safe() {
            headers.get_all(ORIGIN).iter().for_each(|value| request.origin(value.as_bytes()));
            headers.get_all(SEC_FETCH_SITE).iter().for_each(|value| request.fetch_site(value.as_bytes()));
        }
        gate.check(&request, SystemTime::now()).map(Who::from)
    }

    /// Verifies a token through the stack and spends it, outside of whatever the stack repeats.
    ///
    /// For adapters of other frameworks; here, layers do it that [accept tokens](crate::PasskeyAuthLayer::accept_tokens).
    ///
    /// # Errors
    ///
    /// The [`Rejection`]: the token is not good or not ours, was spent before, or could not be asked about.
    pub async fn accept(self, token: Token) -> Result<VerifiedUser, Rejection> {
        let user = self.configured.stack.clone().oneshot(token).await.map_err(rejection)?;
        let now = SystemTime::now();
        let examined = self.gate().examine(&user, TokenKind::PasskeySignin, now)?;
        self.gate().admit(examined, None, now).await?;
        tracing::info!(name: "passwordless.token_accepted", user_id = user.user_id(), "accepted a token");
        Ok(user)
    }

    /// The answer to a request that is refused, in the words that it asks for.
    ///
    /// For adapters of other frameworks; layers and extractors of this crate answer so by themselves.
    pub fn refusal(
        &self,
        rejection: Rejection,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Response<Bytes> {
        self.settings().refuse(rejection, Head { method, uri, headers })
    }

    /// Answers a request that is refused.
    pub(crate) fn refuse(&self, rejection: Rejection, request: Head<'_>) -> Response<Bytes> {
        tracing::debug!(
            name: "passwordless.turned_away", code = rejection.code(), status = rejection.status(), "refused a request"
        );
        self.settings().refuse(rejection, request)
    }
}

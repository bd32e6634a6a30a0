use std::{
    mem,
    task::{Context, Poll},
};

use http::{Request, Response};
use passwordless::gate::Expected;
use tower_layer::Layer;
use tower_service::Service;

use super::{PasskeyAuthLayer, ResponseBody, ResponseFuture, preflight};
use crate::{after::After, identified::Identified, refusal::Head, refuse::refuse};

/// The middleware that finds out who a request comes from, and refuses it where that is asked for.
///
/// Errors of the inner service pass through unchanged, and a refusal is a response. It is told in the
/// [`Dialect`](passwordless::refusal::Dialect) of the request, and the [`Rejection`](passwordless::Rejection) is also in the
/// response's extensions, for whoever stands further out.
#[derive(Debug, Clone)]
pub struct PasskeyAuth<S> {
    inner: S,
    layer: PasskeyAuthLayer,
}

impl<S> PasskeyAuth<S> {
    /// The inner service.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The inner service, to be changed.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// The inner service alone.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S> Layer<S> for PasskeyAuthLayer {
    type Service = PasskeyAuth<S>;

    fn layer(&self, inner: S) -> PasskeyAuth<S> {
        PasskeyAuth { inner, layer: self.clone() }
    }
}

impl<S, ReqB, ResB> Service<Request<ReqB>> for PasskeyAuth<S>
where
    S: Service<Request<ReqB>, Response = Response<ResB>> + Clone,
{
    type Response = Response<ResponseBody<ResB>>;
    type Error = S::Error;
    type Future = ResponseFuture<S, ReqB>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<ReqB>) -> ResponseFuture<S, ReqB> {
        let PasskeyAuthLayer { passwordless, requires, accepts_tokens } = &self.layer;
        let earlier = Identified::earlier(passwordless, request.extensions()).cloned();
        let is_first = earlier.is_none();
        let found =
            earlier.unwrap_or_else(|| Identified::by(passwordless, request.method(), request.headers()));
        if let (true, Some(token)) = (accepts_tokens, found.token()) {
            let (parts, body) = request.into_parts();
            let client = passwordless.client_of(&parts);
            request = Request::from_parts(parts, body);
            let answer = passwordless.clone().verify_once(token.clone(), Expected::SIGN_IN, client);
            // The inner service was polled ready, and a clone of it need not be: a concurrency limit gives the place
            // to the one that was polled. So that one waits with the request, and the clone stays for the next.
            let not_ready = self.inner.clone();
            let ready = mem::replace(&mut self.inner, not_ready);
            return ResponseFuture::verifying(answer, ready, request, (self.layer.clone(), found));
        }
        // The first of several layers also takes care of the cookie.
        let after = if is_first { After::of(passwordless, &found) } else { None };
        match found.user_id() {
            Err(rejection) if *requires => {
                preflight::explain(&request);
                ResponseFuture::refused(refuse(passwordless, rejection, Head::of(&request), after))
            }
            _ => {
                if is_first {
                    request.extensions_mut().insert(found);
                }
                ResponseFuture::inner(self.inner.call(request), after)
            }
        }
    }
}

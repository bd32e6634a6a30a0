use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{Request, Response};
use passwordless::{Rejection, VerifiedUser, gate::Expected};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::{PasskeyAuthLayer, ResponseBody};
use crate::{after::After, identified::Identified, refusal::Head, refuse::refuse};

type Verifying = Pin<Box<dyn Future<Output = Result<VerifiedUser, Rejection>> + Send>>;

pin_project! {
    /// The response of [`PasskeyAuth`](super::PasskeyAuth) to come.
    #[must_use = "futures do nothing unless they are polled"]
    pub struct ResponseFuture<S, ReqB>
    where
        S: Service<Request<ReqB>>,
    {
        #[pin]
        state: State<S, ReqB>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<S, ReqB>
    where
        S: Service<Request<ReqB>>,
    {
        Refused {
            response: Option<Response<Bytes>>,
        },
        Verifying {
            answer: Verifying,
            waiting: Option<Box<Waiting<S, ReqB>>>,
        },
        Inner {
            #[pin]
            response: S::Future,
            after: Option<After>,
        },
    }
}

/// What waits for the answer about a token. Boxed, because it is large and rare.
struct Waiting<S, ReqB> {
    ready: S,
    request: Request<ReqB>,
    layer: PasskeyAuthLayer,
    found: Identified,
}

impl<S, ReqB> ResponseFuture<S, ReqB>
where
    S: Service<Request<ReqB>>,
{
    pub(super) fn refused(response: Response<Bytes>) -> Self {
        Self { state: State::Refused { response: Some(response) } }
    }

    pub(super) fn verifying(
        answer: impl Future<Output = Result<VerifiedUser, Rejection>> + Send + 'static,
        ready: S,
        request: Request<ReqB>,
        (layer, found): (PasskeyAuthLayer, Identified),
    ) -> Self {
        let waiting = Some(Box::new(Waiting { ready, request, layer, found }));
        Self { state: State::Verifying { answer: Box::pin(answer), waiting } }
    }

    pub(super) fn inner(response: S::Future, after: Option<After>) -> Self {
        Self { state: State::Inner { response, after } }
    }
}

impl<S, ReqB> Waiting<S, ReqB>
where
    S: Service<Request<ReqB>>,
{
    fn go_on(mut self, answer: Result<VerifiedUser, Rejection>) -> State<S, ReqB> {
        let PasskeyAuthLayer { passwordless, requires, .. } = self.layer;
        if let (true, Err(rejection)) = (requires, &answer) {
            let response = refuse(&passwordless, *rejection, Head::of(&self.request), None);
            return State::Refused { response: Some(response) };
        }
        self.request.extensions_mut().insert(self.found.verified(Expected::SIGN_IN, answer));
        // A bearer was presented, so a cookie was not looked at, and none is set.
        State::Inner { response: self.ready.call(self.request), after: None }
    }
}

impl<S, ReqB, ResB> Future for ResponseFuture<S, ReqB>
where
    S: Service<Request<ReqB>, Response = Response<ResB>>,
{
    type Output = Result<Response<ResponseBody<ResB>>, S::Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            let next = match state.as_mut().project() {
                StateProjection::Refused { response } => match response.take() {
                    Some(response) => return Poll::Ready(Ok(response.map(ResponseBody::own))),
                    // Polled again after it was ready, which no executor does.
                    None => return Poll::Pending,
                },
                StateProjection::Verifying { answer, waiting } => {
                    let answer = ready!(answer.as_mut().poll(context));
                    match waiting.take() {
                        Some(waiting) => waiting.go_on(answer),
                        None => return Poll::Pending,
                    }
                }
                StateProjection::Inner { response, after } => {
                    let mut response = ready!(response.poll(context))?;
                    if let Some(after) = after {
                        after.apply(response.headers_mut());
                    }
                    return Poll::Ready(Ok(response.map(ResponseBody::inner)));
                }
            };
            state.set(next);
        }
    }
}

impl<S, ReqB> fmt::Debug for ResponseFuture<S, ReqB>
where
    S: Service<Request<ReqB>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

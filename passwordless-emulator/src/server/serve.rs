//! From a listening socket to handlers and back.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{net::TcpListener, sync::oneshot};

use super::{
    control, cors,
    routes::{self, Match},
};
use crate::{
    access,
    answer::{Answer, Problem, drain_body, read_body},
    control::{Effect, LoggedRequest},
    endpoint::{self, Call},
    token,
    vault::Vault,
};

/// How long requests under way may take to end when the emulator stops.
const FAREWELL: Duration = Duration::from_millis(500);

/// Answers every connection until `stop` resolves, then lets the requests under way end.
pub(crate) async fn serve(listener: TcpListener, vault: Arc<Vault>, stop: oneshot::Receiver<()>) {
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    // Out of file descriptors, most likely: let some connections end first.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            _ = &mut stop => break,
        };
        let _ = stream.set_nodelay(true);
        let vault = Arc::clone(&vault);
        let service = service_fn(move |request| {
            let vault = Arc::clone(&vault);
            async move { respond(&vault, request).await }
        });
        let connection =
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended badly");
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, connections.shutdown()).await;
}

/// A connection that ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("a fault cut the connection")]
struct Cut;

async fn respond(vault: &Vault, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Cut> {
    let started = Instant::now();
    let (parts, mut incoming) = request.into_parts();
    if control::owns(parts.uri.path()) {
        let answer = control::answer(vault, &parts, &mut incoming).await;
        drain_body(&parts.headers, &mut incoming).await;
        return Ok(answer.into_response());
    }
    let answer = match cors::preflight(&parts.method, &parts.headers) {
        Some(preflight) => Ok(preflight),
        None => faulty_answer(vault, &parts, &mut incoming).await.map(|outcome| {
            let answer = outcome.unwrap_or_else(Answer::from);
            cors::allow(answer.secured(), &parts.headers)
        }),
    };
    if answer.is_ok() {
        drain_body(&parts.headers, &mut incoming).await;
    }
    let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
    let took = started.elapsed();
    // The path only: a query may name a user.
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    tracing::debug!(method, path, status, microseconds = took.as_micros(), "answered");
    vault.controls.record(LoggedRequest::new(vault.now(), method, path, status, took));
    answer.map(Answer::into_response)
}

/// What a fault makes of the call, or its answer.
async fn faulty_answer(
    vault: &Vault,
    parts: &http::request::Parts,
    incoming: &mut Incoming,
) -> Result<Result<Answer, Problem>, Cut> {
    match vault.controls.take_fault(parts.uri.path()) {
        None => {}
        Some(Effect::Cut) => return Err(Cut),
        Some(Effect::Delay { milliseconds }) => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
        Some(Effect::Garbage) => return Ok(Ok(Answer::garbage())),
        Some(Effect::Status { status }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return Ok(Err(Problem::bare(status)));
        }
        Some(Effect::Forged) => return Ok(Err(token::forged())),
        Some(Effect::Expired) => {
            let now = vault.now();
            let expired = token::unexpired(now.plus_seconds(-1), now);
            return Ok(expired.map(|()| Answer::empty(StatusCode::OK)));
        }
    }
    Ok(answer(vault, parts, incoming).await)
}

/// Routing, then the key, then the body, then the endpoint: the service's order, so that 401 wins over 400.
async fn answer(
    vault: &Vault,
    parts: &http::request::Parts,
    incoming: &mut Incoming,
) -> Result<Answer, Problem> {
    let (route, path_params) = match routes::find(&parts.method, parts.uri.path()) {
        Match::Found(route, path_params) => (route, path_params),
        Match::OtherMethod(allowed) => return Err(Problem::method_not_allowed(allowed)),
        Match::Unknown => return Err(Problem::bare(StatusCode::NOT_FOUND)),
    };
    let admitted = match access::admit(vault, route.access, &parts.headers) {
        Ok(admitted) => admitted,
        Err(problem) => {
            endpoint::log_refusal(vault, route.access, &parts.headers).await;
            return Err(problem);
        }
    };
    let body = if route.reads_body() { read_body(&parts.headers, incoming).await? } else { String::new() };
    let call = Call {
        vault,
        app: &admitted.app,
        key_id: &admitted.key_id,
        path_params,
        headers: &parts.headers,
        query: parts.uri.query().unwrap_or_default(),
        body: &body,
    };
    (route.handler)(&call).await
}

//! From a listening socket to endpoints and back.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::route::{self, Match};
use super::{Answer, Problem, body, cors};
use crate::auth;
use crate::endpoint::{self, Call};
use crate::state::Vault;

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
            async move { Ok::<_, Infallible>(respond(&vault, request).await) }
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

async fn respond(vault: &Vault, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let started = Instant::now();
    let (parts, incoming) = request.into_parts();
    let answer = match cors::preflight(&parts.method, &parts.headers) {
        Some(preflight) => preflight,
        None => {
            let answer = answer(vault, &parts, incoming).await.unwrap_or_else(Answer::from);
            cors::allow(answer.secured(), &parts.headers)
        }
    };
    // The path only: a query may name a user.
    tracing::debug!(
        method = %parts.method,
        path = parts.uri.path(),
        status = answer.status().as_u16(),
        microseconds = started.elapsed().as_micros(),
        "answered"
    );
    answer.into_response()
}

/// Routing, then the key, then the body, then the endpoint: the service's order, so that 401 wins over 400.
async fn answer(vault: &Vault, parts: &http::request::Parts, incoming: Incoming) -> Result<Answer, Problem> {
    let (route, places) = match route::find(&parts.method, parts.uri.path()) {
        Match::Found(route, places) => (route, places),
        Match::OtherMethod(allowed) => return Err(Problem::method_not_allowed(allowed)),
        Match::Unknown => return Err(Problem::bare(StatusCode::NOT_FOUND)),
    };
    let admitted = match auth::admit(vault, route.door, &parts.headers) {
        Ok(admitted) => admitted,
        Err(problem) => {
            endpoint::log_refusal(vault, route.door, &parts.headers).await;
            return Err(problem);
        }
    };
    let body = if route.reads_body() { body::read(&parts.headers, incoming).await? } else { String::new() };
    let call = Call {
        vault,
        app: &admitted.app,
        key_id: &admitted.key_id,
        places,
        headers: &parts.headers,
        query: parts.uri.query().unwrap_or_default(),
        body: &body,
    };
    endpoint::answer(route.endpoint, &call).await
}

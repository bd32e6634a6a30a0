use std::{convert::Infallible, future::Future, hint::black_box, pin::Pin, pin::pin};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::net::TcpListener;
use tower::{Service, ServiceExt};

use crate::Outcome;

pub(super) type Body = Empty<Bytes>;
pub(super) type Ask = Request<Body>;
pub(super) type Answered<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// An application, whichever version of axum it is made of.
///
/// What it does is erased by the batch and not by the request, so that nothing is added to what is measured.
pub(super) trait Site {
    /// Answers one request and keeps the answer, to look at it.
    fn answer(&mut self, ask: Ask) -> Answered<'_, Outcome<Response<Bytes>>>;

    /// Answers them one by one, reads each answer to its end, and counts those of this status.
    fn answer_all(&mut self, asks: Vec<Ask>, status: StatusCode) -> Answered<'_, usize>;

    /// Serves the first connection that comes. Who brings a server of their own is only asked in-process.
    fn serve(&self, _listener: TcpListener) -> Pin<Box<dyn Future<Output = Outcome> + Send>> {
        Box::pin(async { Err("is served by nobody".into()) })
    }
}

/// A router, or whatever else answers as one.
pub(super) struct Served<S>(pub(super) S);

impl<S, F, B> Site for Served<S>
where
    S: Service<Ask, Response = Response<B>, Error = Infallible>,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible, Future = F>,
    S: Clone + Send + 'static,
    F: Send + 'static,
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    fn answer(&mut self, ask: Ask) -> Answered<'_, Outcome<Response<Bytes>>> {
        Box::pin(async move {
            let (parts, body) = ServiceExt::<Ask>::ready(&mut self.0).await?.call(ask).await?.into_parts();
            Ok(Response::from_parts(parts, body.collect().await?.to_bytes()))
        })
    }

    fn answer_all(&mut self, asks: Vec<Ask>, status: StatusCode) -> Answered<'_, usize> {
        Box::pin(async move {
            let mut right = 0;
            for ask in asks {
                let Ok(ready) = ServiceExt::<Ask>::ready(&mut self.0).await;
                let Ok(answer) = ready.call(ask).await;
                right += usize::from(answer.status() == status);
                let mut body = pin!(answer.into_body());
                while let Some(frame) = body.frame().await {
                    let _ = black_box(frame);
                }
            }
            right
        })
    }

    fn serve(&self, listener: TcpListener) -> Pin<Box<dyn Future<Output = Outcome> + Send>> {
        let service = TowerToHyperService::new(self.0.clone());
        Box::pin(async move {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            Ok(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await?)
        })
    }
}

//! A service of hyper without any framework, behind the middleware.
//!
//! `API_SECRET` and `API_URL` say where the service is (the emulator will do), `SECRET_KEY` seals the sessions.

use std::{convert::Infallible, error::Error};

use http::{Request, Response};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
    service::TowerToHyperService,
};
use passwordless::{Client, SessionKey, SingleProcess};
use passwordless_tower::{Identified, Passwordless};
use tokio::net::TcpListener;
use tower::ServiceBuilder;

async fn greet<B>(request: Request<B>) -> Result<Response<String>, Infallible> {
    let user = request.extensions().get::<Identified>().and_then(|found| found.user_id().ok());
    Ok(Response::new(format!("Hello {}!", user.unwrap_or("stranger"))))
}

/// Serves connections for ever: sessions, and tokens of the service for one request.
pub(crate) async fn serve(listener: TcpListener, passwordless: Passwordless) -> std::io::Result<Infallible> {
    let layer = passwordless.require().accept_tokens();
    let service = TowerToHyperService::new(ServiceBuilder::new().layer(layer).service_fn(greet));
    loop {
        let (stream, _) = listener.accept().await?;
        let service = service.clone();
        tokio::spawn(async move {
            let server = auto::Builder::new(TokioExecutor::new());
            // A client that hangs up in the middle is no matter of ours.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

#[allow(dead_code)] // the tests bring a listener of their own
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let passwordless = Passwordless::builder(Client::from_env()?, ["http://localhost:4000"])
        .key(SessionKey::from_env("SECRET_KEY")?)
        .store(SingleProcess::new())
        .build()?;
    match serve(TcpListener::bind("127.0.0.1:4000").await?, passwordless).await? {}
}

//! A gRPC server of tonic whose service is for who is signed in.
//!
//! It is the health service that comes with tonic, so that nothing needs to be generated. `API_SECRET` and `API_URL`
//! say where the Passwordless.dev service is (the emulator will do), `SECRET_KEY` seals the sessions.

use std::error::Error;

use passwordless::{Client, Rejection, SessionKey, SingleProcess};
use passwordless_tower::{Identified, Passwordless};
use tokio::net::TcpListener;
use tonic::{
    Request, Response, Status,
    codegen::tokio_stream,
    service::LayerExt,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse,
    health_check_response::ServingStatus,
    health_server::{Health, HealthServer},
};

/// Is well for everybody whom the layer lets through.
struct Guarded;

type Answer = Result<Response<HealthCheckResponse>, Status>;

#[tonic::async_trait]
impl Health for Guarded {
    type WatchStream = tokio_stream::Once<Result<HealthCheckResponse, Status>>;

    async fn check(&self, request: Request<HealthCheckRequest>) -> Answer {
        let found = request.extensions().get::<Identified>();
        let found = found.ok_or_else(|| Status::internal(Rejection::misconfigured().to_string()))?;
        let user = found.user_id().map_err(|rejection| Status::unauthenticated(rejection.to_string()))?;
        let mut response = Response::new(serving());
        if let Ok(user) = user.parse() {
            response.metadata_mut().insert("user", user);
        }
        Ok(response)
    }

    async fn watch(&self, _: Request<HealthCheckRequest>) -> Result<Response<Self::WatchStream>, Status> {
        Ok(Response::new(tokio_stream::once(Ok(serving()))))
    }
}

fn serving() -> HealthCheckResponse {
    HealthCheckResponse { status: ServingStatus::Serving.into() }
}

/// Serves until an accept fails.
pub(crate) async fn serve(
    listener: TcpListener,
    passwordless: Passwordless,
) -> Result<(), tonic::transport::Error> {
    // `named_layer` keeps the name by which tonic routes.
    let guarded = passwordless.require().named_layer(HealthServer::new(Guarded));
    Server::builder().add_service(guarded).serve_with_incoming(TcpIncoming::from(listener)).await
}

#[allow(dead_code)] // the tests bring a listener of their own
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let passwordless = Passwordless::builder(Client::from_env()?, ["http://localhost:4000"])
        .key(SessionKey::from_env("SECRET_KEY")?)
        .store(SingleProcess::new())
        .build()?;
    Ok(serve(TcpListener::bind("127.0.0.1:4000").await?, passwordless).await?)
}

//! `examples/tonic.rs`: what a client of tonic is told.

use std::time::SystemTime;

use tokio::net::TcpListener;
use tonic::{Code, Request, Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::site::Site;

#[path = "../../examples/tonic.rs"]
mod example;

async fn start(site: &Site) -> HealthClient<Channel> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(example::serve(listener, site.passwordless()));
    HealthClient::new(Channel::from_shared(url).unwrap().connect().await.unwrap())
}

async fn check(
    client: &mut HealthClient<Channel>,
    metadata: &[(&'static str, &str)],
) -> Result<String, Status> {
    let mut request = Request::new(HealthCheckRequest::default());
    for (name, value) in metadata {
        request.metadata_mut().append(*name, value.parse().unwrap());
    }
    let response = client.check(request).await?;
    Ok(response.metadata().get("user").unwrap().to_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_client_is_known_by_its_bearer_and_otherwise_told_a_status() {
    let site = Site::new();
    let mut client = start(&site).await;
    let passwordless = site.passwordless();
    let session = passwordless.gate().signed_in_as("alice", SystemTime::now()).unwrap();
    let bearer = format!("Bearer {}", passwordless.gate().bearer(&session).unwrap());
    assert_eq!(check(&mut client, &[("authorization", &bearer)]).await.unwrap(), "alice");

    let told = |answer: Result<String, Status>| {
        let status = answer.unwrap_err();
        let code = status.metadata().get("rejection-code").unwrap().to_str().unwrap().to_owned();
        (status.code(), code)
    };
    let missing = check(&mut client, &[]).await;
    assert_eq!(missing.as_ref().unwrap_err().message(), "Sign in first.");
    assert_eq!(told(missing), (Code::Unauthenticated, "sign_in_required".to_owned()));
    let forged = check(&mut client, &[("authorization", "Bearer sealed_AAAA")]).await;
    assert_eq!(told(forged), (Code::Unauthenticated, "invalid_credential".to_owned()));
    let two = check(&mut client, &[("authorization", &bearer), ("authorization", &bearer)]).await;
    assert_eq!(told(two), (Code::InvalidArgument, "ambiguous_credentials".to_owned()));
}

#[tokio::test]
async fn a_stream_is_guarded_too() {
    let site = Site::new();
    let mut client = start(&site).await;
    let status = client.watch(HealthCheckRequest::default()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

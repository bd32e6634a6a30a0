//! What the API lists can be written again, for the log or the page of an application.

use passwordless::{
    Client, Error,
    api::admin::{AuthenticatorList, EventQuery},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{Answer, Server, golden};

/// Reads the golden file, serves what was written of it, and reads that.
async fn written_again<T, F>(name: &str, wrap: fn(Value) -> Value, read: impl Fn(Client) -> F)
where
    T: Serialize + PartialEq + std::fmt::Debug,
    F: Future<Output = Result<T, Error>>,
{
    let server = Server::start([Answer::golden(200, name)]).await;
    let first = read(server.client()).await.unwrap();
    let written = serde_json::to_value(&first).unwrap();
    assert_ne!(written, json!([]), "the golden file lists nothing");
    let server = Server::start([Answer::new(200, &wrap(written).to_string())]).await;
    assert_eq!(read(server.client()).await.unwrap(), first, "{name}");
}

#[tokio::test]
async fn what_was_read_and_written_is_read_the_same() {
    let values: fn(Value) -> Value = |values| json!({ "values": values });
    written_again("credentials-list.response", values, async |client| client.credentials("u").await).await;
    written_again("users-list.response", values, async |client| client.users().await).await;
    written_again(
        "auth-configs-list.response",
        |configs| json!({ "configurations": configs }),
        async |client| client.auth_configs().await,
    )
    .await;
    written_again("events.response", |page| page, async |client| client.events(EventQuery::default()).await)
        .await;
    written_again(
        "authenticators-list.response",
        |list| list,
        async |client| client.authenticators(AuthenticatorList::Allowed).await,
    )
    .await;
}

#[tokio::test]
async fn a_passkey_is_written_with_the_services_own_names() {
    let server = Server::start([Answer::golden(200, "credentials-list.response")]).await;
    let written = serde_json::to_value(&server.client().credentials("u").await.unwrap()[0]).unwrap();
    let came = &golden("credentials-list.response")["values"][0];
    for name in written.as_object().unwrap().keys() {
        assert!(came.get(name).is_some(), "the service has no member {name}");
    }
    assert_eq!(written["createdAt"], "2026-11-23T13:20:26.5331943Z");
    assert_eq!(written["aaGuid"], "00000000-0000-0000-0000-000000000000");
    assert_eq!(written["descriptor"]["id"], "1iiZNBeDRcozHnjQPCad924CgO345r66p9TsdR_f6Eo");
}

#[tokio::test]
async fn a_passkey_of_an_unreadable_model_hides_no_other() {
    let mut list = golden("credentials-list.response");
    list["values"][0]["aaGuid"] = json!("no model");
    list["values"][1]["aaGuid"] = Value::Null;
    let server = Server::start([Answer::new(200, &list.to_string())]).await;
    let credentials = server.client().credentials("u").await.unwrap();
    assert_eq!(credentials.len(), 2);
    assert!(credentials.iter().all(|credential| credential.aaguid().provider().is_none()));
}

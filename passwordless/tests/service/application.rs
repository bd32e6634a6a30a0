//! The calls about the application itself over the wire: its features, events and reports.

use std::time::{Duration, SystemTime};

use passwordless::{
    Client, ErrorKind,
    api::{
        Aaguid,
        admin::{AuthenticatorList, Day, EventKind, EventQuery, FeaturesChange, Severity},
    },
};

use crate::support::{Answer, Server, golden};

fn path(server: &Server, number: usize) -> String {
    server.asked()[number].line.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn only_the_features_that_are_set_are_sent() {
    let server = Server::start([Answer::with(204, &[], "")]).await;
    let client = server.client();
    let ops = || FeaturesChange::new("ops");
    let all = ops().event_retention_days(30).generated_tokens(true).magic_links(false);
    client.change_features(&all).await.unwrap();
    client.change_features(&ops().magic_links(true)).await.unwrap();
    let asked = server.asked();
    assert_eq!(path(&server, 0), "POST /apps/features");
    assert_eq!(asked[0].json(), golden("features.request"));
    assert_eq!(asked[1].json(), golden("features-one.request"));
}

#[tokio::test]
async fn events_are_read_page_by_page() {
    let server = Server::start([Answer::golden(200, "events.response")]).await;
    let page = server.client().events(EventQuery::page(2).results(50)).await.unwrap();
    assert_eq!(path(&server, 0), "GET /events?pageNumber=2&numberOfResults=50");
    assert_eq!((page.events().len(), page.total()), (2, 12));
    let (verified, refused) = (&page.events()[0], &page.events()[1]);
    let moment = SystemTime::UNIX_EPOCH + Duration::new(1_741_064_767, 123_456_700);
    assert_eq!(
        (verified.kind(), verified.severity()),
        (&EventKind::SignInVerified, &Severity::Informational)
    );
    assert_eq!((verified.performed_at(), verified.performed_by()), (moment, Some("u-1001")));
    assert_eq!((verified.subject(), verified.api_key_id()), (Some("acme"), Some("6d02")));
    assert!(!verified.message().is_empty());
    assert_eq!((refused.kind(), refused.severity()), (&EventKind::InvalidSecretUsed, &Severity::Warning));
    assert_eq!(refused.api_key_id(), None);
    assert_eq!(page.clone().into_events(), page.events());

    server.client().events(EventQuery::default()).await.unwrap();
    assert_eq!(path(&server, 1), "GET /events?pageNumber=1&numberOfResults=100");
}

#[tokio::test]
async fn events_of_a_later_service_are_no_failure() {
    let event =
        r#"{"performedAt":"2025-03-04T05:06:07Z","eventType":"ApiUserTeleported","severity":"Dire","id":7}"#;
    let bare = r#"{"performedAt":"2025-03-04T05:06:07Z","eventType":null,"severity":null,"message":null,"performedBy":null,"subject":null,"apiKeyId":null}"#;
    let server = Server::start([
        Answer::new(200, &format!(r#"{{"events":[{event},{bare}]}}"#)),
        Answer::new(200, r#"{"events":null,"totalEventCount":null}"#),
        Answer::new(200, "{}"),
    ])
    .await;
    let client = server.client();
    let page = client.events(EventQuery::default()).await.unwrap();
    assert_eq!(page.events()[0].kind(), &EventKind::Other("ApiUserTeleported".into()));
    assert_eq!(page.events()[0].severity().as_str(), "Dire");
    let bare = &page.events()[1];
    assert_eq!((bare.kind().as_str(), bare.severity().as_str(), bare.message()), ("", "", ""));
    assert_eq!((bare.performed_by(), bare.subject(), bare.api_key_id()), (None, None, None));
    let page = client.events(EventQuery::default()).await.unwrap();
    assert!(page.events().is_empty() && page.total() == 0);
    // Something else altogether is not taken for an empty log.
    assert_eq!(client.events(EventQuery::default()).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_log_that_is_off_is_an_error_of_the_service() {
    let server = Server::start([Answer::golden(500, "failed.problem")]).await;
    let error = server.client().events(EventQuery::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Problem, Some(500)));
    assert!(!error.is_retryable());
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn reports_are_asked_for_by_their_days() {
    let server = Server::start([
        Answer::golden(200, "credential-reports.response"),
        Answer::golden(200, "active-user-reports.response"),
        Answer::new(200, "[]"),
    ])
    .await;
    let client = server.client();
    let [fourth, fifth] = [4, 5].map(|day| Day::new(2025, 3, day).unwrap());
    let reports = client.credential_reports(fourth..=fifth).await.unwrap();
    assert_eq!(path(&server, 0), "GET /reporting/credentials/periodic?from=2025%2D03%2D04&to=2025%2D03%2D05");
    assert_eq!(reports.iter().map(|report| report.day()).collect::<Vec<_>>(), [fourth, fifth]);
    assert_eq!((reports[0].users(), reports[0].credentials()), (3, 5));

    let reports = client.active_user_reports(..).await.unwrap();
    assert_eq!(path(&server, 1), "GET /reporting/active-users/periodic");
    assert_eq!(reports[0].day(), fourth);
    assert_eq!((reports[0].daily(), reports[0].weekly(), reports[0].total()), (1, 2, 3));

    assert!(client.active_user_reports(..fifth).await.unwrap().is_empty());
    assert_eq!(path(&server, 2), "GET /reporting/active-users/periodic?to=2025%2D03%2D04");
}

#[tokio::test]
async fn a_report_without_a_day_is_none() {
    let server = Server::start([
        Answer::new(200, r#"[{"createdAt":"2025-03-04T00:00:00","users":null}]"#),
        Answer::new(200, r#"[{"createdAt":"2025-02-30","users":1}]"#),
    ])
    .await;
    let reports = server.client().credential_reports(..).await.unwrap();
    assert_eq!((reports[0].day().to_string(), reports[0].users()), ("2025-03-04".to_owned(), 0));
    assert_eq!(server.client().credential_reports(..).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn what_the_service_would_refuse_is_never_sent() {
    let server = Server::start([Answer::new(200, "[]")]).await;
    let client = server.client();
    let [fourth, fifth] = [4, 5].map(|day| Day::new(2025, 3, day).unwrap());
    for (error, part) in [
        (client.change_features(&FeaturesChange::new("")).await.unwrap_err(), "performed_by"),
        (
            client.change_features(&FeaturesChange::new("ops").event_retention_days(91)).await.unwrap_err(),
            "event_retention_days",
        ),
        (client.events(EventQuery::page(0)).await.unwrap_err(), "page"),
        (client.events(EventQuery::page(1).results(1_001)).await.unwrap_err(), "results"),
        (client.credential_reports(fifth..=fourth).await.unwrap_err(), "days"),
        (client.active_user_reports(fourth..fourth).await.unwrap_err(), "days"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Input, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn reading_is_repeated_and_changing_is_not() {
    let server = Server::start([Answer::with(503, &[], "")]).await;
    assert!(server.client().events(EventQuery::default()).await.is_err());
    assert!(server.client().credential_reports(..).await.is_err());
    assert!(server.client().active_user_reports(..).await.is_err());
    assert_eq!(server.asked().len(), 9);
    assert!(server.client().change_features(&FeaturesChange::new("ops")).await.is_err());
    assert_eq!(server.asked().len(), 10);
}

#[test]
fn every_call_may_run_on_another_thread() {
    fn sendable<T: Send>(_: T) {}
    fn calls(client: &Client, change: &FeaturesChange, day: Day, model: Aaguid) {
        sendable(client.change_features(change));
        sendable(client.events(EventQuery::default()));
        sendable(client.credential_reports(day..));
        sendable(client.active_user_reports(..));
        sendable(client.authenticators(AuthenticatorList::Allowed));
        sendable(client.add_authenticators(AuthenticatorList::Allowed, [model]));
        sendable(client.remove_authenticators([model]));
    }
    let _ = calls;
}

//! The service must know the purposes: it silently turns an unknown one into a sign-in.

use std::{sync::mpsc::Receiver, time::Duration};

use passwordless::{Purpose, api::admin::AuthConfigChange};
use rocket::local::asynchronous::Client;
use tracing::subscriber::set_default;

use crate::{
    log::Log,
    site::{Site, rocket},
};

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

/// Lets the runtime go on until a line has this in it.
async fn says(lines: &Receiver<String>, what: &str) -> String {
    let wait = async {
        loop {
            match lines.try_recv() {
                Ok(line) if line.contains(what) => return line,
                Ok(_) => {}
                Err(_) => tokio::task::yield_now().await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("nothing was said")
}

#[tokio::test]
async fn a_purpose_that_the_service_does_not_know_is_warned_of() {
    let site = Site::new();
    let (log, lines) = Log::new();
    let _here = set_default(log.subscriber());
    let _client = Client::untracked(rocket().attach(site.fairing().purpose::<Pay>())).await.unwrap();
    let line = says(&lines, "purpose").await;
    assert!(line.contains("WARN") && line.contains("add_auth_config") && line.contains("pay"), "{line}");
}

#[tokio::test]
async fn a_service_that_does_not_answer_holds_up_no_launch() {
    let site = Site::new();
    let fairing = site.fairing().purpose::<Pay>();
    site.emulator.shutdown();
    let (log, lines) = Log::new();
    let _here = set_default(log.subscriber());
    let _client = Client::untracked(rocket().attach(fairing)).await.unwrap();
    let line = says(&lines, "could not be asked").await;
    assert!(line.contains("WARN"), "{line}");
}

#[tokio::test]
async fn a_purpose_that_it_knows_is_not() {
    let site = Site::new();
    site.client.add_auth_config(&AuthConfigChange::new("pay", "the test")).await.unwrap();
    let fairing = site.fairing().purpose::<Pay>();
    let (log, _lines) = Log::new();
    let _here = set_default(log.subscriber());
    let client = Client::untracked(rocket().attach(fairing)).await.unwrap();
    let passwordless = client.rocket().state::<passwordless_rocket::Passwordless>().unwrap();
    assert_eq!(passwordless.accounts().missing_purposes().await.unwrap(), Vec::<&str>::new());
    assert_eq!(log.text(), "");
}

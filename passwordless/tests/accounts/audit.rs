//! The log says what happened, when it has happened.

use std::time::SystemTime;

use serde_json::Value;
use tracing::Level;

use crate::{
    log::Log,
    support::{MINUTE, code, refused},
    vendor::Vendor,
};

#[tokio::test]
async fn a_passkey_is_deleted_in_the_log_only_when_the_service_deleted_it() {
    let vendor = Vendor::with_passkeys(2).await;
    vendor.fail("/credentials/delete", 500);
    let (account, mut alice) = vendor.signed_in().await;
    let (log, _guard) = Log::of_this_thread(Level::INFO);

    let answer = alice.ask(&account, "DELETE", "/passkeys/AAAB", Value::Null).await;
    assert_eq!(refused(&answer), code(503, "unavailable"));
    let text = log.text();
    assert!(text.contains("ended what a passkey opened") && !text.contains("passkey deleted"), "{text}");

    vendor.fail("/credentials/delete", 0);
    let later = SystemTime::now() + MINUTE * 2;
    let answer = alice.ask_at(&account, "DELETE", "/passkeys/AAAB", Value::Null, later).await;
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert!(log.text().contains("passkey deleted"), "{}", log.text());
}

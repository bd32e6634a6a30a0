//! The question to AWS Secrets Manager.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, defaults};
use aws_sdk_secretsmanager::Client;

use super::{AwsSecret, error};
use crate::secrets::SecretError;

/// How long it may take in all. A call of the passkey service that waits for the answer has as long.
const PATIENCE: Duration = Duration::from_secs(9);

/// Region, credentials and endpoint are found as by every AWS tool; they are looked for anew each time, since they change
/// as well.
pub(super) async fn read(secret: &AwsSecret) -> Result<String, SecretError> {
    let patience = TimeoutConfig::builder().operation_timeout(PATIENCE).build();
    let config = defaults(BehaviorVersion::latest()).timeout_config(patience).load().await;
    let Some(region) = config.region().map(ToString::to_string) else {
        return Err(error::no_region(secret));
    };
    let answer = Client::new(&config).get_secret_value().secret_id(&secret.id).send().await;
    let answer = answer.map_err(|failure| error::of(secret, &region, failure))?;
    let text = answer.secret_string.ok_or_else(|| error::no_text(secret))?;
    match &secret.field {
        None => Ok(text),
        Some(field) => member(&text, field).ok_or_else(|| error::no_field(secret, field)),
    }
}

fn member(text: &str, field: &str) -> Option<String> {
    let object: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(object.get(field)?.as_str()?.to_owned())
}

//! Why AWS Secrets Manager did not give the secret, each with the way out.

use std::error::Error;

use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;

use super::AwsSecret;
use crate::secrets::SecretError;

pub(super) fn of<R>(secret: &AwsSecret, region: &str, error: SdkError<GetSecretValueError, R>) -> SecretError
where
    SdkError<GetSecretValueError, R>: Error + Send + Sync + 'static,
{
    let reason = match &error {
        SdkError::ServiceError(refusal) if refusal.err().is_resource_not_found_exception() => format!(
            "AWS knows no such secret in the region {region}. Look at the name, the account and AWS_REGION"
        ),
        SdkError::ServiceError(refusal) => match refusal.err().code() {
            Some("InvalidRequestException") => format!(
                "AWS does not give it out in the region {region}. Is it about to be deleted, or has it no value yet?"
            ),
            code => format!(
                "AWS refuses in the region {region} ({}). Look at AWS_ACCESS_KEY_ID or the role, which needs \
                 secretsmanager:GetSecretValue for this secret",
                code.unwrap_or("without a code")
            ),
        },
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) => format!(
            "AWS cannot be asked in the region {region}. Look at the network, AWS_REGION, the credentials and, if it \
             is set, AWS_ENDPOINT_URL"
        ),
        _ => format!(
            "there was no usable answer in the region {region}. If AWS_ENDPOINT_URL is set, does AWS answer there?"
        ),
    };
    SecretError::Aws { id: secret.id.clone(), reason, source: Some(Box::new(error)) }
}

pub(super) fn no_region(secret: &AwsSecret) -> SecretError {
    plain(secret, "it is not said in which region. Set AWS_REGION, as in AWS_REGION=eu-central-1")
}

pub(super) fn no_text(secret: &AwsSecret) -> SecretError {
    plain(secret, "it holds bytes and no text. Store the API secret as text")
}

pub(super) fn no_field(secret: &AwsSecret, field: &str) -> SecretError {
    plain(
        secret,
        &format!(
            "it is no JSON object with a text in the field `{field}`. Write the field's name behind #, or none"
        ),
    )
}

fn plain(secret: &AwsSecret, reason: &str) -> SecretError {
    SecretError::Aws { id: secret.id.clone(), reason: reason.to_owned(), source: None }
}

//! `/mds`: what is known of authenticator models. The emulator asks no metadata service, and says so: nothing.

use url::form_urlencoded;

use super::{Call, Outcome, validation::Validation};
use crate::answer::Answer;

pub(crate) fn none() -> Answer {
    Answer::json(&[(); 0])
}

pub(crate) fn entries(call: &Call<'_>) -> Outcome {
    let mut validation = Validation::default();
    for field in ["attestationTypes", "certificationStatuses"] {
        let word = |value: &str| value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let mut values = form_urlencoded::parse(call.query.as_bytes())
            .filter(|(name, _)| name.eq_ignore_ascii_case(field));
        if !values.all(|(_, value)| word(&value)) {
            validation.refuse(field, "Only letters, digits and underscores may be asked for.");
        }
    }
    validation.done()?;
    Ok(none())
}

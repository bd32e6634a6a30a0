//! Tokens: everything that the service knows of a ceremony under way travels in them.
//!
//! An envelope is `prefix + base64url(MessagePack [MAC, payload, key id])`, as the service's own are, so that
//! damage of any kind leads to the same errors. Clients never look into the payload; here it
//! is one byte that tells the kind, which the MAC covers, and JSON.

mod envelope;
mod keys;
mod registration;
mod session;
mod verified;

use http::StatusCode;
use serde::{Serialize, de::DeserializeOwned};

pub(crate) use envelope::forged;
pub(crate) use keys::{TokenKey, TokenKeys};
pub(crate) use registration::Registration;
pub(crate) use session::{RegisterSession, Session, SigninSession};
pub(crate) use verified::Verified;

use crate::{answer::Problem, clock::Moment};

/// What is sealed into a token.
pub(crate) trait Payload: Serialize + DeserializeOwned {
    /// What the token begins with.
    const PREFIX: &'static str;
    /// The kind's own byte.
    const KIND: u8;
}

/// Refuses a token after its time. The very moment is still good.
pub(crate) fn unexpired(expires_at: Moment, now: Moment) -> Result<(), Problem> {
    if now <= expires_at {
        return Ok(());
    }
    let title = format!("The token expired {} ago.", largest_unit(now.seconds_since(expires_at)));
    Err(Problem::coded(StatusCode::FORBIDDEN, "expired_token", title))
}

fn largest_unit(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(604_800, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute")];
    let (count, unit) = UNITS
        .iter()
        .find(|(length, _)| seconds >= *length)
        .map_or((seconds, "second"), |(length, unit)| (seconds / length, unit));
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_of_expiry_is_still_good() {
        let now = Moment::from_timestamp("2025-03-04T05:06:07Z".parse().unwrap());
        assert!(unexpired(now, now).is_ok());
        let problem = unexpired(now, now.next()).unwrap_err().to_json();
        assert_eq!((&problem["status"], &problem["errorCode"]), (&403.into(), &"expired_token".into()));
    }

    #[test]
    fn ages_are_told_in_their_largest_unit() {
        for (seconds, text) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (10, "10 seconds"),
            (150, "2 minutes"),
            (3600, "1 hour"),
            (3 * 86_400, "3 days"),
            (15 * 86_400, "2 weeks"),
        ] {
            assert_eq!(largest_unit(seconds), text);
        }
    }
}

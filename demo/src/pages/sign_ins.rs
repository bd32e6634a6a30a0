//! Sign-ins as their user sees them.

use std::time::SystemTime;

use passwordless::{Session, gate::Gate};
use passwordless_rocket::Rejection;
use serde::Serialize;

use super::device::device;
use crate::database::SignIn;
use crate::database::mark_text::written;
use crate::timestamp::Timestamp;

/// A sign-in on the page.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    mark: String,
    device: String,
    address: String,
    began_at: Timestamp,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// The one that asks.
    Current,
    Active,
    Ended,
    Expired,
}

/// The one that asks first, and each with the truth about it: a session ends in many ways, and whether it counts is the gate's to say.
///
/// # Errors
///
/// If the gate cannot tell.
pub(super) fn rows(listed: Vec<SignIn>, current: &Session, gate: &Gate) -> Result<Vec<Row>, Rejection> {
    let (now, current) = (SystemTime::now(), written(&current.mark()));
    let row = |sign_in: SignIn| {
        Ok(Row {
            state: state(&sign_in, &current, gate, now)?,
            device: device(&sign_in.user_agent),
            began_at: sign_in.began_at().into(),
            mark: sign_in.session_mark,
            address: sign_in.address,
        })
    };
    let mut rows = listed.into_iter().map(row).collect::<Result<Vec<_>, Rejection>>()?;
    rows.sort_by_key(|row| row.state != State::Current);
    Ok(rows)
}

fn state(sign_in: &SignIn, current: &str, gate: &Gate, now: SystemTime) -> Result<State, Rejection> {
    if sign_in.session_mark == current {
        return Ok(State::Current);
    }
    if sign_in.is_noted_as_ended() {
        return Ok(State::Ended);
    }
    if sign_in.expires_at() <= now {
        return Ok(State::Expired);
    }
    let has_ended = sign_in.marks().map_or(Ok(true), |marks| gate.has_ended(&marks, now))?;
    Ok(if has_ended { State::Ended } else { State::Active })
}

//! Faults: what a call does instead of its work.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "lowercase")]
pub(crate) enum Effect {
    /// An answer with this status and no body.
    Status { status: u16 },
    /// The right answer, late.
    Delay { milliseconds: u64 },
    /// No answer: the connection ends.
    Cut,
    /// 200 with bytes that are no JSON.
    Garbage,
    /// The answer to a token that was changed.
    Forged,
    /// The answer to a token that has expired.
    Expired,
}

/// Something that goes wrong with a call, once by default: see [`Emulator::fault`](crate::Emulator::fault).
///
/// ```
/// use std::time::Duration;
/// use passwordless_emulator::{Emulator, control::Fault};
///
/// let emulator = Emulator::start()?;
/// emulator.fault(Fault::status("/signin/verify", 503)); // the next verification only
/// emulator.fault(Fault::delay("/signin/begin", Duration::from_millis(200)).lasting());
/// emulator.fault(Fault::cut("/signin/verify").times(3));
/// emulator.clear_faults();
/// # Ok::<(), passwordless_emulator::StartError>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// The path of the call, or `*`.
    call: String,
    #[serde(flatten)]
    effect: Effect,
    /// How often; null until it is taken back.
    #[serde(default = "once")]
    times: Option<u32>,
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the member's type")]
const fn once() -> Option<u32> {
    Some(1)
}

impl Fault {
    /// The call answers with this status and without a body, and does nothing.
    pub fn status(call: impl Into<String>, status: u16) -> Self {
        Self::new(call, Effect::Status { status })
    }

    /// The call does its work after this time.
    pub fn delay(call: impl Into<String>, time: Duration) -> Self {
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self::new(call, Effect::Delay { milliseconds })
    }

    /// The connection ends without an answer.
    pub fn cut(call: impl Into<String>) -> Self {
        Self::new(call, Effect::Cut)
    }

    /// The call answers 200 with bytes that are no JSON.
    pub fn garbage(call: impl Into<String>) -> Self {
        Self::new(call, Effect::Garbage)
    }

    /// The call answers as if the token it was given had been changed: 400 `invalid_token`.
    pub fn forged(call: impl Into<String>) -> Self {
        Self::new(call, Effect::Forged)
    }

    /// The call answers as if the token it was given had expired: 403 `expired_token`.
    pub fn expired(call: impl Into<String>) -> Self {
        Self::new(call, Effect::Expired)
    }

    /// Goes wrong this often, not once.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Goes wrong until [`Emulator::clear_faults`](crate::Emulator::clear_faults).
    #[must_use]
    pub fn lasting(self) -> Self {
        Self { times: None, ..self }
    }

    fn new(call: impl Into<String>, effect: Effect) -> Self {
        Self { call: call.into(), effect, times: once() }
    }

    pub(super) fn is_for(&self, path: &str) -> bool {
        let plain = |path: &str| path.strip_suffix('/').unwrap_or(path).to_ascii_lowercase();
        !self.is_spent() && (self.call == "*" || plain(&self.call) == plain(path))
    }

    pub(super) fn is_spent(&self) -> bool {
        self.times == Some(0)
    }

    /// Uses one of its times.
    pub(super) fn strike(&mut self) -> Effect {
        self.times = self.times.map(|times| times.saturating_sub(1));
        self.effect
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_its_call_as_often_as_it_should() {
        let mut fault = Fault::cut("/Signin/Verify").times(2);
        assert!(fault.is_for("/signin/verify/") && !fault.is_for("/signin/begin"));
        assert_eq!((fault.strike(), fault.is_spent()), (Effect::Cut, false));
        assert_eq!((fault.strike(), fault.is_spent()), (Effect::Cut, true));
        assert!(!fault.is_for("/signin/verify"));
        let mut lasting = Fault::garbage("*").lasting();
        lasting.strike();
        assert!(lasting.is_for("/anything"));
    }

    #[test]
    fn faults_read_as_the_readme_writes_them() {
        let read = |text: &str| serde_json::from_str::<Fault>(text);
        let fault = read(r#"{"call":"/signin/verify","fault":"status","status":503}"#).unwrap();
        assert_eq!((fault.effect, fault.times), (Effect::Status { status: 503 }, Some(1)));
        assert_eq!(
            read(r#"{"call":"*","fault":"delay","milliseconds":5,"times":null}"#).unwrap().times,
            None
        );
        assert!(read(r#"{"call":"*","fault":"status"}"#).is_err());
        assert!(read(r#"{"call":"*","fault":"flood"}"#).is_err());
    }
}

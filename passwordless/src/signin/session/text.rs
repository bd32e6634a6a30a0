//! How a session is written before it is sealed.
//!
//! `1.<session>.<user>.<passkey>.<generation>.<signed in, ms>.<expires>.<seen>.<step-up>.<user id>`: marks in
//! base64url, times in seconds since 1970, the step-up as `purpose@time`. What is missing is empty. The user id comes
//! last because it may hold anything, a dot included.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{Mark, SessionMarks};

const VERSION: &str = "1";
const PARTS: usize = 10;
const MARK: usize = 22;
const ID_AT: usize = VERSION.len() + 1;
const MAX_USER_ID: usize = 256;
const MAX_PURPOSE: usize = 64;

/// The parts of a session, to be written.
#[derive(Debug, Clone, Copy)]
pub(in crate::signin) struct Text<'a> {
    pub(in crate::signin) marks: SessionMarks,
    pub(in crate::signin) signed_in_ms: u64,
    pub(in crate::signin) expires: u64,
    pub(in crate::signin) seen: u64,
    pub(in crate::signin) step_up: Option<StepUp<'a>>,
    pub(in crate::signin) user_id: &'a str,
}

/// The last step-up.
#[derive(Debug, Clone, Copy)]
pub(in crate::signin) struct StepUp<'a> {
    pub(in crate::signin) purpose: &'a str,
    pub(in crate::signin) at: u64,
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = |mark: Mark| URL_SAFE_NO_PAD.encode(mark.as_bytes());
        let SessionMarks { session, user, credential, generation } = self.marks;
        let credential = credential.map(mark).unwrap_or_default();
        write!(f, "{VERSION}.{}.{}.{credential}.{generation}", mark(session), mark(user))?;
        write!(f, ".{}.{}.{}.", self.signed_in_ms, self.expires, self.seen)?;
        if let Some(StepUp { purpose, at }) = self.step_up {
            write!(f, "{purpose}@{at}")?;
        }
        write!(f, ".{}", self.user_id)
    }
}

/// What was read of a text, without the slices of it.
#[derive(Clone, Copy)]
pub(super) struct Read {
    pub(super) marks: SessionMarks,
    pub(super) signed_in_ms: u64,
    pub(super) expires: u64,
    pub(super) seen: u64,
    step_up: Option<ReadStepUp>,
    user_id_at: u16,
}

#[derive(Clone, Copy)]
struct ReadStepUp {
    start: u16,
    end: u16,
    at: u64,
}

/// Reads a text, or nothing where it is not exactly one that we write.
pub(super) fn read(text: &str) -> Option<Read> {
    let mut parts = text.splitn(PARTS, '.');
    let mut next = || parts.next();
    if next()? != VERSION {
        return None;
    }
    let (session, user) = (mark(next()?)?, mark(next()?)?);
    let credential = match next()? {
        "" => None,
        text => Some(mark(text)?),
    };
    let marks = SessionMarks { session, user, credential, generation: number(next()?)? };
    let (signed_in_ms, expires, seen) = (number(next()?)?, number(next()?)?, number(next()?)?);
    let (step_up, user_id) = (next()?, next()?);
    let user_id_at = text.len() - user_id.len();
    let step_up = match step_up {
        "" => None,
        step_up => Some(read_step_up(step_up, user_id_at)?),
    };
    // Times beyond the year 3000 are none, so that no sum of times can overflow.
    const LATEST: u64 = 32_503_680_000;
    let is_sane = signed_in_ms / 1000 < LATEST && expires < LATEST && seen < LATEST;
    if !is_sane || user_id.is_empty() || user_id.len() > MAX_USER_ID {
        return None;
    }
    let user_id_at = u16::try_from(user_id_at).ok()?;
    Some(Read { marks, signed_in_ms, expires, seen, step_up, user_id_at })
}

fn read_step_up(text: &str, user_id_at: usize) -> Option<ReadStepUp> {
    let (purpose, at) = text.split_once('@')?;
    let start = user_id_at - text.len() - 1;
    let end = start + purpose.len();
    let at = number(at)?;
    is_purpose(purpose).then_some(())?;
    Some(ReadStepUp { start: u16::try_from(start).ok()?, end: u16::try_from(end).ok()?, at })
}

/// What the service takes as the name of a purpose, and short enough to be sealed.
pub(super) fn is_purpose(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    !name.is_empty() && name.len() <= MAX_PURPOSE && name.bytes().all(plain)
}

fn mark(text: &str) -> Option<Mark> {
    // The decoder asks for room for three bytes of each four characters, whole or not.
    let mut bytes = [0; 18];
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    bytes[..length].try_into().ok().map(Mark::from_bytes)
}

/// Digits only: there is one way to write a number.
fn number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

impl Read {
    pub(super) fn id<'a>(&self, text: &'a str) -> &'a str {
        text.get(ID_AT..ID_AT + MARK).unwrap_or_default()
    }

    pub(super) fn user_id<'a>(&self, text: &'a str) -> &'a str {
        text.get(usize::from(self.user_id_at)..).unwrap_or_default()
    }

    pub(super) fn parts<'a>(&self, text: &'a str) -> Text<'a> {
        let step_up = self.step_up.map(|step_up| StepUp {
            purpose: text.get(usize::from(step_up.start)..usize::from(step_up.end)).unwrap_or_default(),
            at: step_up.at,
        });
        let Self { marks, signed_in_ms, expires, seen, .. } = *self;
        Text { marks, signed_in_ms, expires, seen, step_up, user_id: self.user_id(text) }
    }
}

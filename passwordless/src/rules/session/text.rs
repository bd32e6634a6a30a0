//! How a session is written before it is sealed.
//!
//! First comes what has a fixed size, as 105 bytes in base64url, so that it is read in one go: marks, version,
//! store, generation, times. Then the purpose of the last step-up, which may be empty, a dot, and the user id, which comes
//! last because it may hold anything.

use std::{fmt, ops::Range};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use base64_simd::AsOut as _;

use super::OpenedBy;
use crate::store::{Generation, Mark, SessionMarks};

/// Half of a byte. Of the other half, three bits say what opened the session, and the lowest whether there is a passkey.
const VERSION: u8 = 3;
/// One byte for these three; four marks, five numbers.
const FIXED: usize = 1 + 4 * Mark::LEN + 5 * size_of::<u64>();
const WRITTEN: usize = FIXED / 3 * 4;
/// As many characters as hold bits of the first mark only.
const ID: usize = Mark::LEN * 8 / 6;
/// Browsers allow a user 64 bytes; users without a passkey may have more.
const MAX_USER_ID: usize = 128;
const MAX_PURPOSE: usize = 64;

/// The longest text of a session.
pub(in crate::rules) const MAX_TEXT: usize = WRITTEN + MAX_PURPOSE + 1 + MAX_USER_ID;

/// The parts of a session, to be written. Times are in seconds since 1970 where they do not say otherwise.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Text<'a> {
    pub(in crate::rules) marks: SessionMarks,
    pub(in crate::rules) opened_by: OpenedBy,
    pub(in crate::rules) signed_in_ms: u64,
    pub(in crate::rules) expires: u64,
    pub(in crate::rules) seen: u64,
    pub(in crate::rules) step_up: Option<StepUp<'a>>,
    pub(in crate::rules) user_id: &'a str,
}

/// The last step-up.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct StepUp<'a> {
    pub(in crate::rules) purpose: &'a str,
    pub(in crate::rules) at: u64,
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { marks, opened_by, signed_in_ms, expires, seen, .. } = *self;
        let (purpose, stepped_up) = self.step_up.map_or(("", 0), |step_up| (step_up.purpose, step_up.at));
        let credential = marks.credential.unwrap_or(NO_MARK);
        let mut fixed = Vec::with_capacity(FIXED);
        // The session comes first: its id is a slice of the text.
        fixed.extend_from_slice(marks.session.as_bytes());
        fixed.push((VERSION << 4) | (opened_by.written() << 1) | u8::from(marks.credential.is_some()));
        fixed.extend_from_slice(marks.user.as_bytes());
        fixed.extend_from_slice(credential.as_bytes());
        fixed.extend_from_slice(marks.generation.store.as_bytes());
        for number in [marks.generation.count, signed_in_ms, expires, seen, stepped_up] {
            fixed.extend_from_slice(&number.to_be_bytes());
        }
        write!(f, "{}{purpose}.{}", URL_SAFE_NO_PAD.encode(fixed), self.user_id)
    }
}

/// In place of the passkey, where there is none.
const NO_MARK: Mark = Mark::from_bytes([0; Mark::LEN]);

/// What was read of a text, without the slices of it.
#[derive(Clone, Copy)]
pub(super) struct Read {
    pub(super) marks: SessionMarks,
    pub(super) opened_by: OpenedBy,
    pub(super) signed_in_ms: u64,
    pub(super) expires: u64,
    pub(super) seen: u64,
    stepped_up: u64,
    /// Where the purpose ends and a dot stands.
    dot: u16,
}

/// Reads a text, or nothing where it is not exactly one that we write.
pub(super) fn read(text: &str) -> Option<Read> {
    let (written, rest) = text.split_at_checked(WRITTEN)?;
    let mut fixed = [0; FIXED];
    let mut fixed: &[u8] =
        base64_simd::URL_SAFE_NO_PAD.decode(written.as_bytes(), fixed.as_mut_slice().as_out()).ok()?;
    let session = mark(&mut fixed)?;
    let [about] = take::<1>(&mut fixed)?;
    if about >> 4 != VERSION {
        return None;
    }
    let (opened_by, has_credential) = (OpenedBy::read((about >> 1) & 0b111)?, about & 1 == 1);
    let (user, credential) = (mark(&mut fixed)?, mark(&mut fixed)?);
    let marks = SessionMarks {
        session,
        user,
        credential: has_credential.then_some(credential),
        generation: Generation { store: mark(&mut fixed)?, count: number(&mut fixed)? },
    };
    let (signed_in_ms, expires, seen) = (number(&mut fixed)?, number(&mut fixed)?, number(&mut fixed)?);
    let stepped_up = number(&mut fixed)?;

    let (purpose, user_id) = rest.split_once('.')?;
    let is_whole = (has_credential || credential == NO_MARK)
        && if purpose.is_empty() { stepped_up == 0 } else { is_purpose(purpose) };
    // Times beyond the year 3000 are none, so that no sum of times can overflow.
    const LATEST: u64 = 32_503_680_000;
    let is_sane = [signed_in_ms / 1000, expires, seen, stepped_up].iter().all(|time| *time < LATEST);
    if !is_whole || !is_sane || user_id.is_empty() || user_id.len() > MAX_USER_ID {
        return None;
    }
    let dot = u16::try_from(WRITTEN + purpose.len()).ok()?;
    Some(Read { marks, opened_by, signed_in_ms, expires, seen, stepped_up, dot })
}

/// What the service takes as the name of a purpose, and short enough to be sealed.
fn is_purpose(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    !name.is_empty() && name.len() <= MAX_PURPOSE && name.bytes().all(plain)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

fn mark(bytes: &mut &[u8]) -> Option<Mark> {
    take(bytes).map(Mark::from_bytes)
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    take(bytes).map(u64::from_be_bytes)
}

impl Read {
    pub(super) fn id<'a>(&self, text: &'a str) -> &'a str {
        slice(text, 0..ID)
    }

    pub(super) fn user_id<'a>(&self, text: &'a str) -> &'a str {
        slice(text, usize::from(self.dot) + 1..text.len())
    }

    pub(super) fn parts<'a>(&self, text: &'a str) -> Text<'a> {
        let purpose = slice(text, WRITTEN..usize::from(self.dot));
        let step_up = (!purpose.is_empty()).then_some(StepUp { purpose, at: self.stepped_up });
        let Self { marks, opened_by, signed_in_ms, expires, seen, .. } = *self;
        Text { marks, opened_by, signed_in_ms, expires, seen, step_up, user_id: self.user_id(text) }
    }
}

fn slice(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

use std::ops::Range;

use passwordless::store::{Mark, Revocations};

use crate::clock;

/// The revocations, cut into 2ⁿ parts of equal width by the first bits of their marks, which are random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    bits: u32,
}

/// What a part holds, in a few numbers: two parts with the same are taken as the same.
///
/// A revocation that is missing somewhere changes the count, unless another of the same sixteen thousandth of all marks
/// is there in its place, with the same end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Digest {
    pub(crate) ends: i64,
    /// The sum of the minutes in which they end.
    pub(crate) minutes: i64,
    /// The sum of the users' generations, each by [`Digest::MODULUS`] so that the sum has room.
    pub(crate) generations: i64,
}

impl Digest {
    pub(crate) const MODULUS: i64 = 1_000_000_007;
    /// Later ends count as this minute, four thousand years away.
    const LAST_MINUTE: i64 = 2_147_483_646;
}

impl Parts {
    const MOST_BITS: u32 = 14;

    /// As many that each has about so many revocations, when there are `all` of them.
    pub(crate) fn of(all: usize, each: usize) -> Self {
        let parts = all.div_ceil(each).max(1).next_power_of_two();
        Self { bits: parts.trailing_zeros().min(Self::MOST_BITS) }
    }

    pub(crate) fn len(self) -> usize {
        1 << self.bits
    }

    /// How many of the 65,536 first two bytes of a mark are in a part.
    pub(crate) fn width(self) -> usize {
        1 << (16 - self.bits)
    }

    /// The least mark of a part, and what is greater than its last.
    pub(crate) fn bounds(self, parts: Range<usize>) -> [Vec<u8>; 2] {
        let bound = |part: usize| match u16::try_from(part * self.width()) {
            Ok(first) => first.to_be_bytes().to_vec(),
            Err(_) => vec![0xff; Mark::LEN + 1],
        };
        [bound(parts.start), bound(parts.end)]
    }

    /// What is known of each part, of the ends in this minute or later.
    pub(crate) fn digests(self, known: &Revocations, since: i64) -> Vec<Digest> {
        let mut digests = vec![Digest::default(); self.len()];
        known.each(|mark, until, generation| {
            let minute = (clock::minute(until) - 1).min(Digest::LAST_MINUTE);
            let [first, second, ..] = *mark.as_bytes();
            let part = usize::from(u16::from_be_bytes([first, second])) / self.width();
            if let Some(digest) = digests.get_mut(part).filter(|_| minute >= since) {
                let generation = generation.and_then(|count| i64::try_from(count).ok()).unwrap_or(0);
                digest.ends += 1;
                digest.minutes += minute;
                digest.generations += generation % Digest::MODULUS;
            }
        });
        digests
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn parts_hold_each_mark_once() {
        for (all, each, len) in [(0, 100, 1), (100, 100, 1), (101, 100, 2), (usize::MAX / 2, 1, 1 << 14)] {
            let parts = Parts::of(all, each);
            assert_eq!(parts.len(), len);
            let mut end = vec![0, 0];
            for part in 0..parts.len() {
                let [from, to] = parts.bounds(part..part + 1);
                assert_eq!(from, end, "part {part} of {len}");
                assert!(from < to);
                end = to;
            }
            assert!([0xff; Mark::LEN].as_slice() < end.as_slice(), "the last mark is in no part");
        }
    }

    #[test]
    fn what_is_missing_ends_later_or_is_older_changes_the_digest_of_its_part_only() {
        let parts = Parts { bits: 4 };
        let mark = |first: u8, last: u8| {
            let mut mark = [0; Mark::LEN];
            (mark[0], mark[15]) = (first, last);
            Mark::from_bytes(mark)
        };
        let at = |minute: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(60 * minute);
        let known = |minute: u64, generation: u64, more: bool| {
            let known = Revocations::new(mark(0, 0));
            known.end(mark(0x35, 1), at(minute));
            known.end_user(mark(0x3f, 2), generation, at(9));
            if more {
                known.end(mark(0x30, 3), at(9));
            }
            parts.digests(&known, 5)
        };
        let before = known(8, 3, false);
        assert_eq!(before[3], Digest { ends: 2, minutes: 17, generations: 3 });
        for after in [known(9, 3, false), known(8, 4, false), known(8, 3, true)] {
            let differ: Vec<_> = (0..16).filter(|&part| before[part] != after[part]).collect();
            assert_eq!(differ, [3]);
        }
        assert_eq!(known(4, 3, false)[3].ends, 1, "what has ended is left out");
    }
}

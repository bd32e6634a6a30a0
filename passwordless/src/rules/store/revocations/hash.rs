use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher as _, Hasher as _},
};

use super::Mark;

/// Spreads marks over places.
///
/// A mark is a part of a SHA-256, so it is spread already; but a passkey names itself, and a program that made
/// thousands of marks with the same first bits could crowd one place. So the places depend on a number that nobody
/// knows, as in the maps of the standard library.
#[derive(Clone, Copy)]
pub(in crate::rules::store) struct Hasher {
    keys: [u64; 2],
}

impl Hasher {
    pub(in crate::rules::store) fn random() -> Self {
        Self { keys: [(); 2].map(|()| RandomState::new().build_hasher().finish()) }
    }

    /// All 128 bits in 64, by one multiplication of the two halves.
    pub(in crate::rules::store) fn hash(self, mark: &Mark) -> u64 {
        let [first, second] = halves(mark);
        let product = u128::from(first ^ self.keys[0]) * u128::from(second ^ self.keys[1]);
        (product as u64) ^ ((product >> 64) as u64)
    }
}

pub(in crate::rules::store) fn halves(mark: &Mark) -> [u64; 2] {
    let mark = u128::from_le_bytes(*mark.as_bytes());
    [mark as u64, (mark >> 64) as u64]
}

/// One of so many places, by the upper bits of a hash: a greater hash has the same place or a later one.
pub(in crate::rules::store) fn place(hash: u64, places: usize) -> usize {
    ((u128::from(hash) * places as u128) >> 64) as usize
}

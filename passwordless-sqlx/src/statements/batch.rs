use passwordless::store::Mark;

/// Revocations that were read, one behind the other as the database wrote them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Batch {
    single: Vec<u8>,
    users: Vec<u8>,
}

/// A revocation that was read or written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Revoked {
    pub(crate) mark: Mark,
    /// Of a user: sessions with a lower one have ended.
    pub(crate) generation: Option<u64>,
    pub(crate) until: i64,
}

const MINUTE: i64 = 60_000_000;
/// A mark, and in four bytes the minute in which it ends.
const SINGLE: usize = Mark::LEN + 4;
/// In eight bytes more the generation.
const USER: usize = SINGLE + 8;

impl Batch {
    /// None: a table holds what this crate did not write.
    pub(crate) fn new((singles, single): (i64, Vec<u8>), (of_users, users): (i64, Vec<u8>)) -> Option<Self> {
        let has = |bytes: &[u8], rows: i64, each: usize| {
            usize::try_from(rows).is_ok_and(|rows| bytes.len() == rows * each)
        };
        // A generation is not negative, since such a one would end nothing.
        let is_whole = has(&single, singles, SINGLE)
            && has(&users, of_users, USER)
            && users.chunks_exact(USER).all(|user| user[SINGLE] < 0x80);
        is_whole.then_some(Self { single, users })
    }

    pub(crate) fn len(&self) -> usize {
        self.single.len() / SINGLE + self.users.len() / USER
    }

    pub(crate) fn revoked(&self) -> impl Iterator<Item = Revoked> {
        let single = self.single.chunks_exact(SINGLE).map(|row| revoked(row, None));
        let generation = |row: &[u8]| row[SINGLE..].iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        single.chain(self.users.chunks_exact(USER).map(move |row| revoked(row, Some(generation(row)))))
    }
}

fn revoked(row: &[u8], generation: Option<u64>) -> Revoked {
    let mut mark = [0; Mark::LEN];
    mark.copy_from_slice(&row[..Mark::LEN]);
    let minute = row[Mark::LEN..SINGLE].iter().fold(0, |sum, &byte| sum << 8 | i64::from(byte));
    // The end of the minute, so that nothing is forgotten too early.
    let until = minute.saturating_add(1).saturating_mul(MINUTE) - 1;
    Revoked { mark: Mark::from_bytes(mark), generation, until }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_the_databases_write() {
        let mut single = vec![7; 16];
        single.extend([0, 0, 1, 2]);
        let mut user = vec![9; 16];
        user.extend([0, 0, 0, 1]);
        user.extend([0, 0, 0, 0, 0, 0, 4, 5]);
        let batch = Batch::new((1, single), (1, user)).unwrap();
        let read: Vec<_> = batch.revoked().map(|read| (read.mark, read.generation, read.until)).collect();
        let expected = [
            (Mark::from_bytes([7; 16]), None, 259 * MINUTE - 1),
            (Mark::from_bytes([9; 16]), Some(0x405), 2 * MINUTE - 1),
        ];
        assert_eq!((batch.len(), read.as_slice()), (2, expected.as_slice()));
    }

    #[test]
    fn what_this_crate_did_not_write_is_refused() {
        let none = || (0, Vec::new());
        assert!(Batch::new(none(), none()).is_some());
        assert!(Batch::new((2, vec![0; SINGLE]), none()).is_none(), "a mark is missing");
        assert!(Batch::new((1, vec![0; SINGLE - 1]), none()).is_none(), "a mark of fifteen bytes");
        assert!(
            Batch::new(none(), (1, [vec![0; SINGLE], vec![255; 8]].concat())).is_none(),
            "a negative generation"
        );
    }
}

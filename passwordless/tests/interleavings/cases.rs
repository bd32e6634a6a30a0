use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use shuttle::{check_pct, thread};

use crate::rules::store::{Generation, Mark, SessionMarks, revocations::Revocations};

/// Of each case, with so many places at which a task has to wait for others.
const INTERLEAVINGS: usize = 300;
const WAITS: usize = 3;
const STORE: Mark = Mark::from_bytes([9; Mark::LEN]);

fn at(minutes: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(60 * minutes)
}

fn mark(number: u128) -> Mark {
    Mark::from_bytes(number.wrapping_mul(0x0123_4567_89ab_cdef_fedc_ba98_7654_3211).to_le_bytes())
}

fn session(number: u128) -> SessionMarks {
    let generation = Generation { store: STORE, count: 0 };
    SessionMarks { session: mark(number), user: mark(1_000 + number), credential: None, generation }
}

/// Runs tasks side by side on what has ended, and then looks at it.
fn side_by_side(tasks: Vec<fn(&Revocations)>, then: impl Fn(&Revocations) + Send + Sync + 'static) {
    check_pct(
        move || {
            let ended = Arc::new(Revocations::new(STORE));
            let tasks = tasks.iter().map(|&task| {
                let ended = Arc::clone(&ended);
                thread::spawn(move || task(&ended))
            });
            for task in tasks.collect::<Vec<_>>() {
                task.join().unwrap();
            }
            then(&ended);
        },
        INTERLEAVINGS,
        WAITS,
    );
}

#[test]
fn what_was_noted_is_known_at_once_while_filters_are_replaced() {
    let end = |ended: &Revocations| {
        ended.end(mark(1), at(90));
        assert!(ended.is_revoked(&session(1)), "its own task does not know it");
        ended.end_user(mark(1_002), 1, at(90));
        assert!(ended.is_revoked(&session(2)), "its own task does not know it");
    };
    let make_room: fn(&Revocations) = |ended| ended.reserve(2_000, 0);
    let make_more: fn(&Revocations) = |ended| ended.reserve(4_000, 0);
    side_by_side(vec![end, make_room, make_more, |ended| ended.end(mark(3), at(90))], |ended| {
        assert!((1..=3).all(|number| ended.is_revoked(&session(number))), "a filter missed an end");
        assert!(!ended.is_revoked(&session(4)));
        assert_eq!(ended.len(), 3);
    });
}

#[test]
fn what_is_forgotten_takes_nothing_with_it() {
    let end: fn(&Revocations) = |ended| (1..=4).for_each(|number| ended.end(mark(number), at(90)));
    let end_soon: fn(&Revocations) = |ended| (5..=8).for_each(|number| ended.end(mark(number), at(2)));
    let forget: fn(&Revocations) = |ended| {
        ended.reserve(5_000, 0);
        ended.forget_before(at(50));
        ended.forget_before(at(50));
    };
    side_by_side(vec![end, end_soon, forget], |ended| {
        assert!((1..=4).all(|number| ended.is_revoked(&session(number))), "what counts was forgotten");
        ended.forget_before(at(50));
        assert_eq!(ended.len(), 4);
        assert!(!ended.is_revoked(&session(5)));
    });
}

#[test]
fn the_greater_of_two_generations_counts_whoever_comes_last() {
    let third: fn(&Revocations) = |ended| ended.end_user(mark(1_001), 3, at(60));
    let fifth: fn(&Revocations) = |ended| {
        ended.end_user(mark(1_001), 5, at(50));
        assert_eq!(ended.generation(&mark(1_001)).count, 5);
    };
    let read: fn(&Revocations) = |ended| {
        let before = ended.generation(&mark(1_001)).count;
        assert!(ended.generation(&mark(1_001)).count >= before, "a generation fell");
    };
    side_by_side(vec![third, fifth, read], |ended| {
        assert_eq!(ended.generation(&mark(1_001)).count, 5);
        assert_eq!(ended.forget_before(at(55)), None, "the later end counts");
    });
}

#[test]
fn no_session_of_the_former_store_is_let_in_once_a_store_was_renewed() {
    let renew: fn(&Revocations) = |ended| {
        ended.belong_to(mark(77));
        assert!(ended.is_revoked(&session(1)));
    };
    let read: fn(&Revocations) = |ended| {
        // Half of each store's mark is no store's.
        let was_out = ended.is_revoked(&session(1));
        assert!(!was_out || ended.is_revoked(&session(1)), "a session came back");
    };
    side_by_side(vec![renew, read, read], |ended| {
        assert_eq!(ended.store(), mark(77));
        assert!(ended.is_revoked(&session(1)));
    });
}

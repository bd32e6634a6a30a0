use std::time::SystemTime;

use super::{Mark, Revocations, SessionMarks, minutes::MINUTE};

const STORE: Mark = Mark::from_bytes([9; Mark::LEN]);

fn at(minutes: u32) -> SystemTime {
    SystemTime::UNIX_EPOCH + MINUTE * minutes
}

fn mark(number: u128) -> Mark {
    Mark::from_bytes(number.wrapping_mul(0x0123_4567_89ab_cdef_fedc_ba98_7654_3211).to_le_bytes())
}

fn session(ended: &Revocations) -> SessionMarks {
    let user = Mark::user("alice");
    SessionMarks { session: mark(1), user, credential: Some(mark(2)), generation: ended.generation(&user) }
}

#[test]
fn a_session_ends_by_itself_by_its_passkey_and_with_its_user() {
    for end in [
        (|ended, session| ended.end(session.session, at(9))) as fn(&Revocations, &SessionMarks),
        |ended, session| session.credential.iter().for_each(|passkey| ended.end(*passkey, at(9))),
        |ended, session| ended.end_user(session.user, session.generation.count + 1, at(9)),
    ] {
        let ended = Revocations::new(STORE);
        let session = session(&ended);
        ended.end(mark(3), at(9));
        assert!(!ended.is_revoked(&session));
        end(&ended, &session);
        assert!(ended.is_revoked(&session));
    }
}

#[test]
fn counts_never_fall_in_whatever_order_they_are_heard() {
    let ended = Revocations::new(STORE);
    let session = session(&ended);
    ended.end_user(session.user, u64::MAX - 5, at(1));
    ended.end_user(session.user, 3, at(9));
    assert_eq!(ended.generation(&session.user).count, u64::MAX - 5);
    assert_eq!(ended.forget_before(at(9)), None, "the later end counts");
    assert_eq!(ended.generation(&session.user).count, u64::MAX - 5);
}

#[test]
fn what_has_ended_is_forgotten_and_not_a_minute_earlier() {
    let ended = Revocations::new(STORE);
    let session = session(&ended);
    ended.end(session.session, at(2));
    assert_eq!(ended.forget_before(at(3)), None);
    assert!(ended.is_revoked(&session));
    assert_eq!(ended.forget_before(at(4)), Some(at(3)));
    assert!(!ended.is_revoked(&session) && ended.is_empty());
}

#[test]
fn an_end_that_nobody_can_write_down_is_kept() {
    let ended = Revocations::new(STORE);
    let session = session(&ended);
    ended.end(session.session, at(u32::MAX));
    ended.forget_before(at(u32::MAX));
    assert!(ended.is_revoked(&session));
}

#[test]
fn a_session_of_another_store_has_ended() {
    let ended = Revocations::new(STORE);
    let session = session(&ended);
    assert!(Revocations::new(mark(1)).is_revoked(&session));
    ended.belong_to(mark(1));
    assert_eq!(ended.store(), mark(1));
    assert!(ended.is_revoked(&session));
}

#[test]
fn nothing_is_missed_while_filters_grow_and_shrink_beside_it() {
    const EACH: u128 = 30_000;
    let ended = Revocations::new(STORE);
    let living = session(&ended);
    std::thread::scope(|threads| {
        for thread in 0..4 {
            let (ended, living) = (&ended, &living);
            threads.spawn(move || {
                for number in 0..EACH {
                    let session = SessionMarks { session: mark(10 + thread * EACH + number), ..*living };
                    ended.end(session.session, at(if number % 10 == 0 { 100 } else { 1 }));
                    assert!(ended.is_revoked(&session), "{thread} {number}");
                }
            });
        }
    });
    assert_eq!(ended.len(), 4 * EACH as usize);
    ended.forget_before(at(50));
    for number in (10..10 + 4 * EACH).step_by(1_000) {
        let session = SessionMarks { session: mark(number), ..living };
        assert_eq!(ended.is_revoked(&session), (number - 10) % EACH % 10 == 0, "{number}");
    }
    assert!(!ended.is_revoked(&living));
}

#[test]
fn each_end_is_told_with_what_is_remembered_of_it() {
    let ended = Revocations::new(STORE);
    ended.reserve(3, 2);
    ended.end(mark(1), at(5));
    ended.end(mark(2), at(6));
    ended.end_user(mark(3), 7, at(8));
    let mut told = Vec::new();
    ended.each(|mark, until, count| told.push((*mark, until, count)));
    told.sort_by_key(|(_, until, _)| *until);
    assert_eq!(told, [(mark(1), at(6), None), (mark(2), at(7), None), (mark(3), at(9), Some(7))]);
}

#[test]
fn what_was_noted_before_room_was_made_is_known_afterwards() {
    let ended = Revocations::new(STORE);
    let session = session(&ended);
    ended.end(session.session, at(9));
    ended.reserve(100_000, 100);
    assert!(ended.is_revoked(&session));
    (10..90_000).for_each(|number| ended.end(mark(number), at(9)));
    assert!(ended.is_revoked(&session) && ended.is_ended(&mark(89_999)));
    assert_eq!(ended.len(), 89_991);
}

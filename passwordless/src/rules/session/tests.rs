use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;
use crate::{RejectionKind, store::Generation};

struct Pay;

impl Purpose for Pay {
    const NAME: &'static str = "pay";
}

struct Leave;

impl Purpose for Leave {
    const NAME: &'static str = "leave";
    const MAX_AGE: Duration = Duration::from_secs(10);
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_741_064_767 + seconds)
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

fn text(user_id: &str) -> Text<'_> {
    let marks = SessionMarks {
        session: Mark::token("session"),
        user: Mark::user(user_id),
        credential: None,
        generation: Generation { store: Mark::from_bytes([8; Mark::LEN]), count: 7 },
    };
    let signed_in_ms = seconds(at(0)) * 1000 + 250;
    Text {
        marks,
        opened_by: OpenedBy::Passkey,
        signed_in_ms,
        expires: seconds(at(3600)),
        seen: seconds(at(0)),
        step_up: None,
        user_id,
    }
}

fn session(text: &Text<'_>) -> Session {
    Session::write(text, Form::Cookie).unwrap()
}

fn stepped_up(purpose: &str, after: u64) -> Session {
    session(&Text { step_up: Some(StepUp { purpose, at: seconds(at(after)) }), ..text("alice") })
}

#[test]
fn what_is_written_is_read() {
    for user_id in ["alice", "a.b.c", ".", "a@b", "ä 🦀", &"x".repeat(128)] {
        for credential in [None, Some(Mark::token("passkey"))] {
            for purpose in [None, Some("pay"), Some("step-up_2")] {
                let mut text = text(user_id);
                text.marks.credential = credential;
                text.step_up = purpose.map(|purpose| StepUp { purpose, at: 5 });
                let session = session(&text);
                assert_eq!(session.user_id(), user_id);
                assert_eq!(*session.marks(), text.marks);
                assert_eq!(session.id().len(), 21);
                assert_eq!(session.signed_in_at(), at(0) + Duration::from_millis(250));
                assert_eq!(session.expires_at(), at(3600));
                assert_eq!(session.stepped_up().map(|(purpose, _)| purpose), purpose);
                assert_eq!(session.parts().to_string(), text.to_string());
            }
        }
    }
}

#[test]
fn what_we_do_not_write_is_not_read() {
    let good = text("alice").to_string();
    let reads = |text: &str| Session::read(text, Form::Cookie).is_some();
    assert!(reads(&good));
    let fixed = good.strip_suffix(".alice").unwrap();
    for bad in [
        format!("{fixed}.{}", "x".repeat(129)),
        format!("{fixed}."),
        format!("{fixed}alice"),
        format!("{fixed}p y.alice"),
        format!("{fixed}{}.alice", "x".repeat(65)),
        format!("A{good}"),
        good.replacen(&good[..1], "+", 1),
        "é".repeat(100),
    ] {
        assert!(!reads(&bad), "{bad}");
    }
    for length in 0..=fixed.len() + 1 {
        assert!(!reads(&good[..length]), "{length}");
    }
    // Each byte of the fixed part, set to what it never is: version, flag, a passkey without the flag, a time.
    for (position, byte) in [(16, 2), (16, 7), (33, 1), (73, 1), (81, 1), (89, 1), (97, 1)] {
        let mut bytes = URL_SAFE_NO_PAD.decode(fixed).unwrap();
        bytes[position] = byte;
        assert!(!reads(&format!("{}.alice", URL_SAFE_NO_PAD.encode(bytes))), "{position}");
    }
    for (purpose, at) in [("", 5), ("pay", u64::MAX), ("p.y", 5), ("pay@", 5)] {
        let text = Text { step_up: Some(StepUp { purpose, at }), ..text("alice") };
        assert!(Session::write(&text, Form::Cookie).is_none(), "{purpose} {at}");
    }
}

#[test]
fn the_absolute_limit_always_counts_and_a_longer_one_revives_nothing() {
    let session = session(&text("alice"));
    let hour = SessionLimits::new(Duration::from_secs(3600));
    assert!(!hour.is_over(&session, at(3599)));
    assert!(hour.is_over(&session, at(3600)));
    assert!(
        SessionLimits::new(Duration::from_secs(60)).is_over(&session, at(61)),
        "the limit was shortened since"
    );
    assert!(SessionLimits::default().is_over(&session, at(3600)), "the limit was lengthened since");
    assert!(!hour.is_to_be_noted(&session, at(3000)), "without an idle limit, nothing is sealed anew");
}

#[test]
fn the_idle_limit_is_noted_once_per_tenth() {
    let session = session(&text("alice"));
    let limits = SessionLimits::new(Duration::from_secs(3600)).idle(Duration::from_secs(100));
    assert!(!limits.is_to_be_noted(&session, at(9)));
    assert!(limits.is_to_be_noted(&session, at(10)));
    assert!(!limits.is_over(&session, at(99)));
    assert!(limits.is_over(&session, at(100)));
}

#[test]
fn a_step_up_counts_for_its_purpose_and_its_time() {
    let fresh = |session: Session, now| Fresh::<Pay>::new(session, now);
    assert!(fresh(stepped_up("pay", 10), at(310)).is_ok());
    for (session, now) in [
        (stepped_up("pay", 10), at(311)),
        (stepped_up("payment", 10), at(11)),
        (stepped_up("leave", 10), at(11)),
        (session(&text("alice")), at(1)),
    ] {
        let rejection = fresh(session, now).unwrap_err();
        assert_eq!(rejection.kind(), RejectionKind::StepUpRequired);
    }
    assert!(Fresh::<Leave>::new(stepped_up("leave", 0), at(11)).is_err());
    let fresh = fresh(stepped_up("pay", 10), at(11)).unwrap();
    assert_eq!(fresh.user_id(), "alice");
    assert_eq!(fresh.passkey_used_at(), Some(at(10)));
}

#[test]
fn what_lies_ahead_by_more_than_clocks_differ_is_neither_fresh_nor_alive() {
    let fresh = |now| Fresh::<Pay>::new(stepped_up("pay", 7200), now).is_ok();
    assert!(fresh(at(7200)) && fresh(at(7140)));
    assert!(!fresh(at(7139)) && !fresh(at(0)), "the clock was set back");

    let later = Text { signed_in_ms: seconds(at(7200)) * 1000, seen: seconds(at(7200)), ..text("alice") };
    let later = session(&Text { expires: seconds(at(86_400)), ..later });
    for limits in [SessionLimits::default(), SessionLimits::default().idle(Duration::from_secs(3600))] {
        assert!(!limits.is_over(&later, at(7140)));
        assert!(limits.is_over(&later, at(7139)) && limits.is_over(&later, at(0)));
    }
}

#[test]
fn a_session_shows_no_id() {
    let session = stepped_up("pay", 10);
    let shown = format!("{session:?} {session:#?}");
    assert!(shown.contains("alice") && !shown.contains(session.id()), "{shown}");
}

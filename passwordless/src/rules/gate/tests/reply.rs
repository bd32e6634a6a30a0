//! What answers get for the session cookie.

use super::*;
use crate::SessionLimits;

/// The headers that are added to an answer with these.
fn added(gate: &Gate, session: Option<&Session>, answer: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let mut reply = gate.reply();
    for (name, value) in answer {
        match *name {
            "set-cookie" => reply.set_cookie(value.as_bytes()),
            _ => reply.cache_control(value.as_bytes()),
        }
    }
    reply.headers(session, at(600)).map(|(name, value)| (name, value.into_owned())).collect()
}

#[test]
fn a_dead_cookie_is_removed_unless_the_answer_is_everybodys_or_says_so_itself() {
    let gate = gate();
    let removal = ("set-cookie", gate.remove_cookie().to_owned());
    let private = ("cache-control", "private".to_owned());
    for (answer, expected) in [
        (&[][..], vec![removal.clone(), private.clone()]),
        (&[("cache-control", "max-age=60")], vec![removal.clone(), private.clone()]),
        (&[("set-cookie", "theme=dark")], vec![removal.clone(), private.clone()]),
        (&[("set-cookie", "__Host-passwordless-recovery=x")], vec![removal.clone(), private]),
        (&[("cache-control", "no-store")], vec![removal.clone()]),
        (&[("cache-control", "max-age=60"), ("cache-control", "a, Private ,b")], vec![removal]),
        (&[("cache-control", "no-cache, PUBLIC")], vec![]),
        (&[("cache-control", "private"), ("cache-control", "s-maxage=60")], vec![]),
        (&[("cache-control", "public"), ("cache-control", "no-store")], vec![]),
        (&[("set-cookie", "__Host-passwordless=x; Path=/")], vec![]),
        (&[("set-cookie", "__Host-passwordless =x")], vec![]),
    ] {
        assert_eq!(added(&gate, None, answer), expected, "{answer:?}");
    }
}

#[tokio::test]
async fn the_use_of_a_session_is_noted_by_the_same_rules() {
    let gate = gate().session_limits(SessionLimits::default().idle(30 * MINUTE));
    let session = sign_in(&gate, "t1", json!({})).await.unwrap();
    let noted = added(&gate, Some(&session), &[]);
    assert!(noted[0].1.starts_with("__Host-passwordless=") && !noted[0].1.contains("Max-Age=0"));
    assert_eq!(noted[1], ("cache-control", "private".to_owned()));
    assert_eq!(added(&gate, Some(&session), &[("cache-control", "public")]), []);
    // Nothing is to be noted, so nothing is said.
    let unlimited = gate.session_limits(SessionLimits::default());
    assert_eq!(added(&unlimited, Some(&session), &[]), []);
}

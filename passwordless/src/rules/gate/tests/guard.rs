use super::*;
use crate::SessionLimits;

fn session(gate: &Gate) -> Session {
    gate.signed_in_as("alice", at(10)).unwrap()
}

fn who(gate: &Gate, request: &Request<'_>) -> Result<Option<String>, (u16, &'static str)> {
    match gate.check(request, at(12)) {
        Ok(Visitor::Session(session)) => Ok(Some(session.user_id().to_owned())),
        Ok(Visitor::Nobody { .. }) => Ok(None),
        Ok(Visitor::Token(_)) => Ok(Some("a token".to_owned())),
        Err(rejection) => Err((rejection.status(), rejection.code())),
    }
}

fn alice() -> Result<Option<String>, (u16, &'static str)> {
    Ok(Some("alice".to_owned()))
}

#[test]
fn who_presents_nothing_is_nobody_and_keeps_the_cookies() {
    let gate = gate();
    for cookies in [&[][..], &["a=b"], &["xx__Host-passwordless=x"], &["__Host-passwordless2=x", ";;=;"]] {
        let visitor = gate.check(&ask(&gate, "GET", cookies, &["Basic YTpi"]), at(12)).unwrap();
        assert!(matches!(visitor, Visitor::Nobody { remove_cookie: false }), "{cookies:?}");
    }
}

#[test]
fn the_cookie_is_found_among_others() {
    let gate = gate();
    let cookie = cookie_of(&gate, &session(&gate));
    for cookies in [
        &[&*format!("a=b; {cookie}; c=d")][..],
        &["a=b", &cookie],
        &[&format!("a=b;{cookie}")],
        &[&format!(" \t{cookie}\t ;")],
        &[&cookie.replace('+', "%2B").replace('=', "%3D").replacen("%3D", "=", 1)],
    ] {
        assert_eq!(who(&gate, &ask(&gate, "GET", cookies, &[])), alice(), "{cookies:?}");
    }
}

#[test]
fn a_cookie_of_another_key_or_name_counts_as_missing_and_is_removed() {
    let gate = gate();
    let elsewhere = Gate::new(
        Policy::new([ORIGIN]).unwrap(),
        SessionKey::generate().unwrap(),
        SingleProcess::started_at(at(0)),
    );
    let plain =
        Gate::new(Policy::new(["http://localhost:4000"]).unwrap(), key(), Arc::clone(&gate.rules.store));
    let plain =
        cookie_of(&plain.unwrap(), &session(&gate)).replacen("passwordless", "__Host-passwordless", 1);
    let foreign = cookie_of(&elsewhere.unwrap(), &session(&gate));
    let bearer = gate.bearer(&session(&gate)).unwrap();
    let moved = format!("__Host-passwordless={bearer}");
    for cookie in [&*plain, &foreign, &moved, "__Host-passwordless=", "__Host-passwordless=\"\""] {
        let visitor = gate.check(&ask(&gate, "GET", &[cookie], &[]), at(12)).unwrap();
        assert!(matches!(visitor, Visitor::Nobody { remove_cookie: true }), "{cookie}");
    }
}

#[test]
fn two_credentials_of_one_kind_are_refused() {
    let gate = gate();
    let cookie = cookie_of(&gate, &session(&gate));
    let bearer = format!("Bearer {}", gate.bearer(&session(&gate)).unwrap());
    let ambiguous = Err((400, "ambiguous_credentials"));
    let twice = format!("{cookie}; {cookie}");
    for (cookies, bearers) in [
        (&[&*cookie, &*cookie][..], &[][..]),
        (&[&twice], &[]),
        (&[&cookie, "__Host-passwordless=x"], &[]),
        (&[], &[&*bearer, &*bearer]),
        (&[&cookie], &[&bearer, "Bearer verify_abc"]),
        (&[&twice], &[&bearer]),
    ] {
        assert_eq!(who(&gate, &ask(&gate, "GET", cookies, bearers)), ambiguous);
    }
    assert_eq!(who(&gate, &ask(&gate, "GET", &[], &["Basic YTpi", &bearer])), alice());
}

#[test]
fn a_bearer_beats_the_cookie_good_or_not() {
    let gate = gate();
    let cookie = cookie_of(&gate, &gate.signed_in_as("carol", at(10)).unwrap());
    let bearer = gate.bearer(&session(&gate)).unwrap();
    for scheme in ["Bearer", "bearer", "BEARER  "] {
        let bearer = format!("{scheme} {bearer}");
        assert_eq!(who(&gate, &ask(&gate, "GET", &[&cookie], &[&bearer])), alice());
    }
    let value = cookie.split_once('=').unwrap().1;
    for bearer in
        ["", "x", "sealed_", "sealed_AAAA", "register_abc", "session_abc", "verify_", "verify_a b", value]
    {
        let bearer = format!("Bearer {bearer}");
        let outcome = who(&gate, &ask(&gate, "GET", &[&cookie], &[&bearer]));
        assert_eq!(outcome, Err((401, "invalid_credential")), "{bearer}");
    }
    assert_eq!(
        who(&gate, &ask(&gate, "GET", &[&cookie], &["Bearer verify_abc"])),
        Ok(Some("a token".to_owned()))
    );
}

#[test]
fn a_cookie_changes_nothing_for_another_origin() {
    let gate = gate();
    let cookie = cookie_of(&gate, &session(&gate));
    let bearer = format!("Bearer {}", gate.bearer(&session(&gate)).unwrap());
    let cases: [(&[&str], &[&str], bool); 21] = [
        (&[ORIGIN], &[], true),
        (&[ORIGIN], &["cross-site"], true),
        (&[], &["same-origin"], true),
        (&[], &[], false),
        (&[], &["none"], false),
        (&[], &["same-site"], false),
        (&[], &["cross-site"], false),
        (&[], &["same-origin", "same-origin"], false),
        (&["https://evil.example"], &["same-origin"], false),
        (&["null"], &["same-origin"], true),
        (&["null"], &["same-site"], false),
        (&["null"], &["cross-site"], false),
        (&["null"], &["none"], false),
        (&["null"], &["same-origin", "same-origin"], false),
        (&["null"], &[], false),
        (&[""], &["same-origin"], false),
        (&["http://app.example"], &[], false),
        (&["https://app.example.evil.example"], &[], false),
        (&["https://app.example:8443"], &[], false),
        (&[ORIGIN, ORIGIN], &[], false),
        (&[ORIGIN, "https://evil.example"], &["same-origin"], false),
    ];
    for (origins, sites, is_ours) in cases {
        for method in ["POST", "PUT", "PATCH", "DELETE", "get", "PROPFIND", ""] {
            let mut request = ask(&gate, method, &[&cookie], &[]);
            origins.iter().for_each(|origin| request.origin(origin.as_bytes()));
            sites.iter().for_each(|site| request.fetch_site(site.as_bytes()));
            let expected = if is_ours { alice() } else { Err((403, "cross_site_request")) };
            assert_eq!(who(&gate, &request), expected, "{method} {origins:?} {sites:?}");
            request.authorization(bearer.as_bytes());
            assert_eq!(who(&gate, &request), alice(), "no browser sends a bearer by itself");
        }
        let mut request = ask(&gate, "GET", &[&cookie], &[]);
        origins.iter().for_each(|origin| request.origin(origin.as_bytes()));
        assert_eq!(who(&gate, &request), alice(), "a link from elsewhere may lead to a page");
    }
}

#[test]
fn a_websocket_is_opened_by_our_own_pages_only() {
    let gate = gate();
    let cookie = cookie_of(&gate, &session(&gate));
    let bearer = format!("Bearer {}", gate.bearer(&session(&gate)).unwrap());
    let upgrade = |value: &'static [u8]| move |request: &mut Request<'_>| request.upgrade(value);
    let handshakes: [&dyn Fn(&mut Request<'_>); 6] = [
        &upgrade(b"websocket"),
        &upgrade(b"WebSocket"),
        &upgrade(b"h2c , websocket"),
        &upgrade(b"websocket/13,h2c"),
        &|request| request.fetch_mode(b"websocket"),
        &|request| {
            request.upgrade(b"h2c");
            request.upgrade(b"websocket");
        },
    ];
    for handshake in handshakes {
        for (origin, expected) in [
            (Some(ORIGIN), alice()),
            (Some("https://evil.app.example"), Err((403, "cross_site_request"))),
            (Some("null"), Err((403, "cross_site_request"))),
            (None, Err((403, "cross_site_request"))),
        ] {
            let mut request = ask(&gate, "GET", &[&cookie], &[]);
            handshake(&mut request);
            origin.iter().for_each(|origin| request.origin(origin.as_bytes()));
            request.fetch_site(b"same-site");
            assert_eq!(who(&gate, &request), expected, "{origin:?}");
            request.authorization(bearer.as_bytes());
            assert_eq!(who(&gate, &request), alice(), "no browser sends a bearer by itself");
        }
    }
    let mut request = ask(&gate, "GET", &[&cookie], &[]);
    request.upgrade(b"h2c");
    request.fetch_mode(b"navigate");
    assert_eq!(who(&gate, &request), alice(), "another protocol is no WebSocket");
}

#[test]
fn a_quoted_cookie_is_read() {
    let gate = gate();
    let cookie = cookie_of(&gate, &session(&gate));
    let (name, value) = cookie.split_once('=').unwrap();
    let quoted = format!("{name}=\"{value}\"");
    assert_eq!(who(&gate, &ask(&gate, "GET", &[&quoted], &[])), alice());
    assert_eq!(who(&gate, &ask(&gate, "GET", &[&cookie, &quoted], &[])), Err((400, "ambiguous_credentials")));
}

#[test]
fn use_is_noted_once_per_tenth_and_never_revives() {
    let gate = gate().session_limits(SessionLimits::new(MINUTE * 60).idle(Duration::from_secs(100)));
    let session = session(&gate);
    assert_eq!(gate.reseal(&session, at(19)), None);
    let set = gate.reseal(&session, at(20)).unwrap();
    let cookie = set.split(';').next().unwrap();
    let Visitor::Session(noted) = gate.check(&ask(&gate, "GET", &[cookie], &[]), at(115)).unwrap() else {
        panic!("the session was in use");
    };
    assert_eq!(noted.id(), session.id());
    assert_eq!((noted.last_seen_at(), noted.expires_at()), (at(20), session.expires_at()));
    assert_eq!(gate.reseal(&noted, at(29)), None);
    assert!(!is_signed_in(&gate, &session, at(110)), "the earlier cookie ends on time");

    let bearer = format!("Bearer {}", gate.bearer(&session).unwrap());
    let Visitor::Session(by_bearer) = gate.check(&ask(&gate, "GET", &[], &[&bearer]), at(50)).unwrap() else {
        panic!("the bearer is good");
    };
    assert_eq!(gate.reseal(&by_bearer, at(50)), None);
}

#[test]
fn only_an_idle_limit_is_noted() {
    let without = gate().session_limits(SessionLimits::new(MINUTE * 60));
    assert!(!without.has_idle_limit());
    assert_eq!(without.reseal(&session(&without), at(50)), None);
    assert!(without.session_limits(SessionLimits::new(MINUTE * 60).idle(MINUTE)).has_idle_limit());
}

#[tokio::test]
async fn an_answer_that_was_overtaken_brings_no_session_back() {
    let gate = gate().session_limits(SessionLimits::new(MINUTE * 60).idle(Duration::from_secs(100)));
    let session = session(&gate);
    gate.sign_out(&session, at(21)).await.unwrap();
    assert_eq!(gate.reseal(&session, at(22)), None);
}

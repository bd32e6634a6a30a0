//! The key of sessions is Rocket's own, read by Rocket's rule.

use std::{sync::Arc, time::SystemTime};

use passwordless::{Policy, SessionKey, SingleProcess, gate::Gate};
use passwordless_rocket::{Passwordless, Session};
use rocket::{
    Config, get,
    http::{Cookie, CookieJar, Status},
    routes,
};

use crate::start::{KEY, complete, configured, launched, refused};

const NAME: &str = "__Host-passwordless";
const HEX: &str = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210";

#[get("/jar")]
fn jar(jar: &CookieJar<'_>) -> Option<String> {
    jar.get_private(NAME).map(|cookie| cookie.value().to_owned())
}

#[get("/me")]
fn me(session: Session) -> String {
    session.user_id().to_owned()
}

fn without_key() -> String {
    complete().replace(&format!("secret_key = {KEY:?}\n"), "")
}

/// The cookie of a session that this gate seals.
fn cookie(gate: &Gate) -> Cookie<'static> {
    let now = SystemTime::now();
    let session = gate.signed_in_as("alice", now).unwrap();
    Cookie::parse_encoded(gate.set_cookie(&session, now).unwrap()).unwrap()
}

#[test]
fn rockets_own_private_jar_reads_our_cookie_however_the_key_is_written() {
    let long = format!("{}01234Q==", "0123456789abcdef".repeat(5));
    let bytes = format!("{:?}", (0..32).collect::<Vec<u8>>());
    let more = format!("{:?}", (0..64).collect::<Vec<u8>>());
    for key in [format!("{KEY:?}"), format!("{long:?}"), format!("{HEX:?}"), bytes, more] {
        let file = format!("secret_key = {key}\n{}", without_key());
        let rocket = configured(Config::RELEASE_PROFILE, &file).attach(Passwordless::fairing());
        let (client, _) = launched(rocket.mount("/", routes![jar, me]));
        let cookie = cookie(client.rocket().state::<Passwordless>().unwrap().gate());
        let text = client.get("/jar").cookie(cookie.clone()).dispatch().into_string().unwrap();
        assert!(text.ends_with("alice"), "{key}: {text}");
        assert_eq!(
            client.get("/me").cookie(cookie).dispatch().into_string().as_deref(),
            Some("alice"),
            "{key}"
        );
    }
}

#[test]
fn what_an_earlier_key_sealed_still_opens() {
    let earlier = "2b2YJ2dYb0GmWzPkXTqD5k4XbJYcW3cmC2pXfqVZQ5o=";
    let store = Arc::new(SingleProcess::new());
    let policy = Policy::new(["https://app.example"]).unwrap();
    let gate = Gate::new(policy, SessionKey::from_text(earlier).unwrap(), Arc::clone(&store)).unwrap();
    for (previous, status) in [
        (String::new(), Status::Unauthorized),
        (format!("previous_secret_keys = [{HEX:?}, {earlier:?}]\n"), Status::Ok),
    ] {
        let rocket = configured(Config::RELEASE_PROFILE, &(previous + &complete()));
        let rocket = rocket.attach(Passwordless::fairing().store(Arc::clone(&store)));
        let (client, _) = launched(rocket.mount("/", routes![me]));
        assert_eq!(client.get("/me").cookie(cookie(&gate)).dispatch().status(), status);
    }
}

#[test]
fn without_a_key_a_debug_launch_makes_one_up_and_says_so() {
    let rocket = || configured(Config::DEBUG_PROFILE, &without_key()).attach(Passwordless::fairing());
    let (client, log) = launched(rocket().mount("/", routes![me]));
    for word in
        ["WARN", "`secret_key` is not set", "end with this process", "openssl rand", "ROCKET_SECRET_KEY"]
    {
        assert!(log.contains(word), "{word}: {log}");
    }
    let cookie = cookie(client.rocket().state::<Passwordless>().unwrap().gate());
    assert_eq!(client.get("/me").cookie(cookie.clone()).dispatch().status(), Status::Ok);
    let (next, _) = launched(rocket().mount("/", routes![me]));
    assert_eq!(next.get("/me").cookie(cookie).dispatch().status(), Status::Unauthorized);
}

#[test]
fn without_a_key_any_other_launch_is_refused() {
    for profile in [Config::RELEASE_PROFILE, "staging".into()] {
        let log = refused(configured(profile, &without_key()).attach(Passwordless::fairing()));
        assert!(log.contains("`secret_key` is not set") && log.contains("openssl rand -base64 32"), "{log}");
    }
}

#[test]
fn a_key_that_cannot_be_used_is_refused_and_not_shown() {
    for (setting, key) in [
        ("secret_key", "\"short\"".to_owned()),
        ("secret_key", format!("\"{}\"", "0".repeat(64))),
        ("secret_key", "[1, 2, 3]".to_owned()),
        ("secret_key", "[1, 2, 300]".to_owned()),
        ("secret_key", "true".to_owned()),
        ("previous_secret_keys", "\"k6dGmzPkXTqD5k4XbJYcW3cmC2pXfqVZQ5oPbGm8b7E=\"".to_owned()),
        ("previous_secret_keys", "[\"short\"]".to_owned()),
    ] {
        let file = if setting == "secret_key" { without_key() } else { complete() };
        let file = format!("{setting} = {key}\n{file}");
        let log = refused(configured(Config::DEBUG_PROFILE, &file).attach(Passwordless::fairing()));
        assert!(log.contains(setting), "{log}");
        assert!(!log.contains("short") && !log.contains("k6dGmz") && !log.contains("00000"), "{log}");
    }
}

use super::*;

const TEXT: &str = "k6dGmzPkXTqD5k4XbJYcW3cmC2pXfqVZQ5oPbGm8b7E=";

#[test]
fn keys_are_written_in_base64_or_hex() {
    let short: Vec<u8> = (0..32).collect();
    let long: Vec<u8> = (0..64).collect();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    for text in [
        STANDARD.encode(&short),
        STANDARD.encode(&long),
        hex(&short),
        hex(&long),
        format!(" {}\n", STANDARD.encode(&long)),
    ] {
        assert!(SessionKey::from_text(&text).is_ok(), "{text}");
    }
}

#[test]
fn a_refused_key_says_how_to_make_one_and_repeats_nothing() {
    let zero = STANDARD.encode([0; 32]);
    for text in ["", "secret", &TEXT[1..], &TEXT.replace('k', "!"), &zero, &"é".repeat(32)] {
        let error = SessionKey::from_text(text).unwrap_err();
        assert!(error.to_string().contains("openssl rand -base64 32"), "{error}");
        let shown = format!("{error:?}");
        assert!(text.len() < 6 || !shown.contains(&text[..6]), "{shown}");
    }
    for length in [0, 1, 31] {
        assert!(SessionKey::new(&TEXT.as_bytes()[..length]).is_err(), "{length}");
    }
    let error = SessionKey::from_env("NO_SUCH_SECRET_KEY").unwrap_err();
    assert!(error.to_string().starts_with("NO_SUCH_SECRET_KEY is not set"), "{error}");
}

#[test]
fn a_key_of_any_allowed_length_is_used_as_the_cookie_crate_uses_it() {
    let bytes: Vec<u8> = (7..=255).collect();
    for length in [32, 33, 48, 63, 64, 65, 100] {
        let bytes = &bytes[..length];
        let theirs = if length < 64 { cookie::Key::derive_from(bytes) } else { cookie::Key::from(bytes) };
        let mut jar = cookie::CookieJar::new();
        jar.private_mut(&theirs).add(("name", "text"));
        let sealed = jar.get("name").unwrap().value();
        let opened = SessionKey::new(bytes)
            .unwrap()
            .open_cookie("name", sealed.as_bytes(), |text| (text == "text").then_some(()));
        assert!(opened.is_some(), "{length}");
    }
}

#[test]
fn a_key_prints_nothing() {
    let key = SessionKey::from_text(TEXT).unwrap().previous(SessionKey::generate().unwrap());
    assert_eq!(format!("{key:?} {key:#?}"), "SessionKey(..) SessionKey(..)");
}

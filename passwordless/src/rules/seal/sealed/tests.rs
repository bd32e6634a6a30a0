use cookie::{Cookie, CookieJar, Key};
use rocket::{http::CookieJar as RocketJar, local::asynchronous::Client, routes};

use super::*;

const NAME: &str = "__Host-session";
const TEXT: &str = "1.sesame.äöü 🦀";

fn bytes() -> [u8; 32] {
    std::array::from_fn(|n| n as u8 + 1)
}

fn key() -> SessionKey {
    SessionKey::new(&bytes()).unwrap()
}

fn other_key() -> SessionKey {
    SessionKey::new(&[bytes(), bytes()].concat()).unwrap()
}

fn open(key: &SessionKey, name: &str, value: &str) -> Option<String> {
    key.open_cookie(name, value.as_bytes(), |text| Some(text.to_owned()))
}

fn open_bearer(key: &SessionKey, bearer: &str) -> Option<String> {
    key.open_bearer(bearer.as_bytes(), |text| Some(text.to_owned()))
}

#[test]
fn the_cookie_crate_reads_ours_and_we_read_its() {
    let theirs = Key::derive_from(&bytes());
    for length in 0..200 {
        let text = "x".repeat(length);
        let mut jar = CookieJar::new();
        jar.add_original(Cookie::new(NAME, key().seal_cookie(NAME, &text).unwrap()));
        assert_eq!(jar.private(&theirs).get(NAME).unwrap().value(), text);

        jar.private_mut(&theirs).add((NAME, text.clone()));
        let sealed = jar.get(NAME).unwrap();
        assert_eq!(open(&key(), NAME, sealed.value()), Some(text.clone()));
        let escaped = sealed.encoded().stripped().to_string();
        assert_eq!(open(&key(), NAME, escaped.split_once('=').unwrap().1), Some(text), "{escaped}");
    }
}

#[rocket::get("/write/<text>")]
fn write(text: &str, jar: &RocketJar<'_>) {
    jar.add_private((NAME, text.to_owned()));
}

#[rocket::get("/read")]
fn read(jar: &RocketJar<'_>) -> Option<String> {
    jar.get_private(NAME).map(|cookie| cookie.value().to_owned())
}

#[tokio::test]
async fn rocket_reads_ours_and_we_read_its() {
    let figment =
        rocket::Config::figment().merge(("secret_key", STANDARD.encode(bytes()))).merge(("log_level", "off"));
    let rocket = rocket::custom(figment).mount("/", routes![write, read]);
    let client = Client::untracked(rocket).await.unwrap();

    let response = client.get("/write/open-sesame").dispatch().await;
    let header = response.headers().get_one("Set-Cookie").unwrap();
    let (_, value) = header.split(';').next().unwrap().split_once('=').unwrap();
    assert_eq!(open(&key(), NAME, value).as_deref(), Some("open-sesame"));

    let request = client.get("/read").cookie((NAME, key().seal_cookie(NAME, TEXT).unwrap()));
    assert_eq!(request.dispatch().await.into_string().await.as_deref(), Some(TEXT));
}

#[test]
fn another_key_name_or_form_does_not_open() {
    let sealed = key().seal_cookie(NAME, TEXT).unwrap();
    assert_eq!(open(&key(), NAME, &sealed).as_deref(), Some(TEXT));
    assert_eq!(open(&other_key(), NAME, &sealed), None);
    assert_eq!(open(&key(), "session", &sealed), None);

    let bearer = key().seal_bearer(TEXT).unwrap();
    assert_eq!(open_bearer(&key(), &bearer).as_deref(), Some(TEXT));
    assert_eq!(open_bearer(&other_key(), &bearer), None);
    let moved = bearer.strip_prefix("sealed_").unwrap().replace('-', "+").replace('_', "/");
    for padding in ["", "=", "=="] {
        assert_eq!(open(&key(), NAME, &format!("{moved}{padding}")), None);
    }
    let moved = sealed.trim_end_matches('=').replace('+', "-").replace('/', "_");
    assert_eq!(open_bearer(&key(), &format!("sealed_{moved}")), None);
}

#[test]
fn a_changed_key_still_opens_what_the_earlier_one_sealed() {
    let sealed = key().seal_cookie(NAME, TEXT).unwrap();
    let changed = other_key().previous(key());
    assert_eq!(open(&changed, NAME, &sealed).as_deref(), Some(TEXT));
    let sealed = changed.seal_cookie(NAME, TEXT).unwrap();
    assert_eq!(open(&key(), NAME, &sealed), None, "the new key seals");
    assert_eq!(open(&other_key(), NAME, &sealed).as_deref(), Some(TEXT));
}

#[test]
fn two_seals_of_one_text_differ() {
    assert_ne!(key().seal_cookie(NAME, TEXT).unwrap(), key().seal_cookie(NAME, TEXT).unwrap());
}

#[test]
fn the_longest_text_fits_and_a_longer_one_is_refused() {
    let longest = "x".repeat(MAX_TEXT);
    let sealed = key().seal_cookie(NAME, &longest).unwrap();
    assert_eq!(open(&key(), NAME, &sealed), Some(longest.clone()));
    let bearer = key().seal_bearer(&longest).unwrap();
    assert_eq!(open_bearer(&key(), &bearer), Some(longest.clone()));
    assert!(key().seal_cookie(NAME, &format!("{longest}x")).is_err());
}

#[test]
fn no_changed_byte_opens() {
    let sealed = key().seal_cookie(NAME, TEXT).unwrap();
    let bearer = key().seal_bearer(TEXT).unwrap();
    for position in 0..sealed.len() {
        for byte in (0..=255_u8).filter(|byte| *byte != sealed.as_bytes()[position]) {
            let mut changed = sealed.clone().into_bytes();
            changed[position] = byte;
            assert!(key().open_cookie(NAME, &changed, |_| Some(())).is_none(), "{position}: {byte}");
        }
        assert_eq!(open(&key(), NAME, &sealed[..position]), None);
    }
    for position in 0..bearer.len() {
        for byte in (0..=255_u8).filter(|byte| *byte != bearer.as_bytes()[position]) {
            let mut changed = bearer.clone().into_bytes();
            changed[position] = byte;
            assert!(key().open_bearer(&changed, |_| Some(())).is_none(), "{position}: {byte}");
        }
        assert_eq!(open_bearer(&key(), &bearer[..position]), None);
    }
    for long in [MAX_WRITTEN, MAX_WRITTEN + 1, 10_000] {
        assert_eq!(open(&key(), NAME, &"A".repeat(long)), None);
        assert_eq!(open(&key(), NAME, &"%41".repeat(long)), None);
        assert_eq!(open_bearer(&key(), &format!("sealed_{}", "A".repeat(long))), None);
    }
}

#[test]
fn a_sealed_text_has_one_spelling() {
    // One text for each length of the padding.
    for text in ["x", "xx", "xxx"] {
        let sealed = key().seal_cookie(NAME, text).unwrap();
        let bare = sealed.trim_end_matches('=');
        let bearer = key().seal_bearer(text).unwrap();
        assert_eq!(open_bearer(&key(), &bearer).as_deref(), Some(text));
        for end in ["", "=", "==", "===", "====", "A", "A=", "A==", "\n", " ", "\0"] {
            let written = format!("{bare}{end}");
            assert_eq!(open(&key(), NAME, &written).is_some(), written == sealed, "{written:?}");
            assert_eq!(open_bearer(&key(), &format!("{bearer}{end}")).is_some(), end.is_empty(), "{end:?}");
        }
        // The last character has bits that hold nothing where there is padding.
        for last in STANDARD.encode((0..=255).collect::<Vec<_>>()).chars() {
            let written = format!("{}{last}{}", &bare[..bare.len() - 1], &sealed[bare.len()..]);
            assert_eq!(open(&key(), NAME, &written).is_some(), written == sealed, "{written}");
        }
    }
}

#[test]
fn both_decoders_of_base64_agree() {
    fn agree(theirs: &impl base64::Engine, ours: &Base64, written: &[u8]) {
        let mut room = [0; ROOM];
        assert_eq!(decode(ours, written, &mut room), theirs.decode(written).ok().as_deref(), "{written:?}");
    }

    // Short ones have no vector, 32 characters are one, and the longest has many.
    for length in [0, 1, 2, 3, 4, 23, 24, 25, 26, 27, 28, 29, 30, 54, MAX_SEALED - 1, MAX_SEALED] {
        let bytes = (0..length).map(|n| (n * 37) as u8).collect::<Vec<_>>();
        let standard = STANDARD.encode(&bytes).into_bytes();
        let url_safe = URL_SAFE_NO_PAD.encode(&bytes).into_bytes();
        agree(&STANDARD, &base64_simd::STANDARD, &standard);
        agree(&URL_SAFE_NO_PAD, &base64_simd::URL_SAFE_NO_PAD, &url_safe);
        // In a long one each position is as in a short one.
        for position in 0..standard.len().min(80) {
            for byte in 0..=255 {
                let mut changed = standard.clone();
                changed[position] = byte;
                agree(&STANDARD, &base64_simd::STANDARD, &changed);
                let mut changed = url_safe.clone();
                changed[position.min(url_safe.len() - 1)] = byte;
                agree(&URL_SAFE_NO_PAD, &base64_simd::URL_SAFE_NO_PAD, &changed);
            }
        }
        for shorter in 0..standard.len() {
            agree(&STANDARD, &base64_simd::STANDARD, &standard[..shorter]);
            agree(&URL_SAFE_NO_PAD, &base64_simd::URL_SAFE_NO_PAD, &standard[..shorter]);
        }
    }
}

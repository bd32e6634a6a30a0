//! The outside of a token: sealed by an application's key, and opened again.

use aws_lc_rs::hmac;

use super::{Payload, TokenKey, TokenKeys};
use crate::{answer::Problem, encoding};

const MAC: usize = 32;
/// MessagePack: an array of three, of which the first is 32 bytes.
const OPENING: [u8; 3] = [0x93, 0xc4, 0x20];
/// MessagePack: an unsigned number of 32 bits.
const UINT32: u8 = 0xce;

/// The parts of an envelope that reads as one.
struct Envelope<'a> {
    mac: &'a [u8],
    payload: &'a [u8],
    /// The key's id, where it is one.
    key: Option<u32>,
}

impl TokenKeys {
    /// Seals a token with the newest key.
    pub(crate) fn seal<P: Payload>(&self, payload: &P) -> Result<String, Problem> {
        let key = self.newest().ok_or_else(|| Problem::internal("The application has no key for tokens."))?;
        seal(key, payload)
    }

    /// Opens a token that one of these keys sealed.
    pub(crate) fn open<P: Payload>(&self, token: Option<&str>) -> Result<P, Problem> {
        open(self, token)
    }
}

/// Seals a payload.
fn seal<P: Payload>(key: &TokenKey, payload: &P) -> Result<String, Problem> {
    let mut sealed = vec![P::KIND];
    serde_json::to_writer(&mut sealed, payload)
        .map_err(|_| Problem::internal("The contents of a token could not be written."))?;
    // JSON does not mind blanks at its end. A length that three divides leaves no unused bits in the last
    // character, so that changing it always changes the key's id.
    while (sealed.len() + header(sealed.len()).len() + OPENING.len() + MAC + 5) % 3 != 0 {
        sealed.push(b' ');
    }
    let mut bytes = Vec::with_capacity(sealed.len() + 48);
    bytes.extend_from_slice(&OPENING);
    bytes.extend_from_slice(hmac::sign(&key.mac_key(), &sealed).as_ref());
    bytes.extend_from_slice(&header(sealed.len()));
    bytes.extend_from_slice(&sealed);
    bytes.push(UINT32);
    bytes.extend_from_slice(&key.id.to_be_bytes());
    Ok(format!("{}{}", P::PREFIX, encoding::url(bytes)))
}

/// Opens a token of this kind.
fn open<P: Payload>(keys: &TokenKeys, token: Option<&str>) -> Result<P, Problem> {
    let Some(token) = token else {
        let title = format!("A token is needed; it begins with `{}`.", P::PREFIX);
        return Err(Problem::bad_request("missing_token", title));
    };
    let (prefix, rest) = token.split_at_checked(P::PREFIX.len()).unwrap_or((token, ""));
    if !prefix.eq_ignore_ascii_case(P::PREFIX) {
        let start: String = token.chars().take(10).collect();
        let title = format!("The token must begin with `{}`; this one begins with `{start}`.", P::PREFIX);
        return Err(Problem::bad_request("invalid_token", title));
    }
    let bytes = encoding::from_url(rest.trim_ascii_end());
    let envelope = bytes.as_deref().and_then(read).ok_or_else(|| {
        Problem::bad_request("invalid_token_format", "The token is damaged: it does not read as a token.")
    })?;
    let Some(key) = envelope.key.and_then(|id| keys.find(id)) else {
        let title = "The token was not made with a current key of this application.";
        return Err(Problem::bad_request("invalid_token", title));
    };
    // Constant time. The service answers the two refusals below with 500.
    hmac::verify(&key.mac_key(), envelope.payload, envelope.mac).map_err(|_| forged())?;
    envelope
        .payload
        .split_first()
        .filter(|(kind, _)| **kind == P::KIND)
        .and_then(|(_, json)| serde_json::from_slice(json).ok())
        .ok_or_else(|| {
            Problem::bad_request("invalid_token", "The token is of another kind than its prefix says.")
        })
}

/// A token that was changed after it was made.
pub(crate) fn forged() -> Problem {
    Problem::bad_request("invalid_token", "The token was changed after it was made.")
}

/// MessagePack's header of `length` bytes.
fn header(length: usize) -> Vec<u8> {
    match (u16::try_from(length), u32::try_from(length)) {
        (Ok(length), _) => [&[0xc5][..], &length.to_be_bytes()].concat(),
        (_, Ok(length)) => [&[0xc6][..], &length.to_be_bytes()].concat(),
        // No request is large enough for this.
        _ => vec![0xc6, 0xff, 0xff, 0xff, 0xff],
    }
}

fn read(bytes: &[u8]) -> Option<Envelope<'_>> {
    let rest = bytes.strip_prefix(&OPENING)?;
    let (mac, rest) = rest.split_at_checked(MAC)?;
    let (kind, rest) = rest.split_first()?;
    let width = match kind {
        0xc4 => 1,
        0xc5 => 2,
        0xc6 => 4,
        _ => return None,
    };
    let (length, rest) = rest.split_at_checked(width)?;
    let (payload, rest) = rest.split_at_checked(usize::try_from(number(length)).ok()?)?;
    let (kind, rest) = rest.split_first()?;
    let width = match kind {
        0..=0x7f => return rest.is_empty().then_some(Envelope { mac, payload, key: Some(u32::from(*kind)) }),
        0xcc | 0xd0 => 1,
        0xcd | 0xd1 => 2,
        0xce | 0xd2 => 4,
        // A key's id with another beginning: it was changed, and no key has it.
        _ if rest.len() == 4 => return Some(Envelope { mac, payload, key: None }),
        _ => return None,
    };
    (rest.len() == width).then(|| Envelope { mac, payload, key: Some(number(rest)) })
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Moment,
        token::{Registration, Session, Verified},
    };

    fn keys() -> TokenKeys {
        let mut keys = TokenKeys::default();
        keys.add(TokenKey::generate(Moment::now()));
        keys
    }

    fn sealed(keys: &TokenKeys) -> String {
        seal(keys.newest().unwrap(), &Registration::sample(Moment::now())).unwrap()
    }

    fn code<P: Payload>(keys: &TokenKeys, token: Option<&str>) -> String {
        match open::<P>(keys, token) {
            Ok(_) => "ok".into(),
            Err(problem) => problem.to_json()["errorCode"].as_str().unwrap().into(),
        }
    }

    #[test]
    fn what_was_sealed_opens_whatever_the_case_of_its_prefix() {
        let keys = keys();
        let token = sealed(&keys);
        assert!(token.starts_with("register_k8Qg"));
        assert_eq!(code::<Registration>(&keys, Some(&token)), "ok");
        assert_eq!(code::<Registration>(&keys, Some(&token.replace("register_", "REGISTER_"))), "ok");
        assert_eq!(code::<Registration>(&keys, Some(&format!("{token}\n"))), "ok");
    }

    #[test]
    fn what_is_no_token_is_told_from_what_is_damaged() {
        let keys = keys();
        let token = sealed(&keys);
        assert_eq!(code::<Registration>(&keys, None), "missing_token");
        for text in ["", "abc", "verify_AAAA", &format!(" {token}"), "régister_x"] {
            assert_eq!(code::<Registration>(&keys, Some(text)), "invalid_token", "{text}");
        }
        for text in ["register_", "register_AAAA", "register_!", "register_these are words"] {
            assert_eq!(code::<Registration>(&keys, Some(text)), "invalid_token_format", "{text}");
        }
    }

    #[test]
    fn every_cut_is_a_damaged_token() {
        let keys = keys();
        let token = sealed(&keys);
        for end in "register_".len()..token.len() {
            assert_eq!(code::<Registration>(&keys, Some(&token[..end])), "invalid_token_format", "{end}");
        }
    }

    #[test]
    fn no_changed_character_goes_unnoticed_and_the_last_one_is_the_keys() {
        let keys = keys();
        let token = sealed(&keys);
        for place in "register_".len()..token.len() {
            let other = if &token[place..=place] == "A" { "B" } else { "A" };
            let forged = format!("{}{other}{}", &token[..place], &token[place + 1..]);
            assert_ne!(code::<Registration>(&keys, Some(&forged)), "ok", "{place}");
        }
        let other = if token.ends_with('A') { "B" } else { "A" };
        let forged = format!("{}{other}", &token[..token.len() - 1]);
        assert_eq!(code::<Registration>(&keys, Some(&forged)), "invalid_token");
    }

    #[test]
    fn a_token_is_of_one_kind_and_of_one_application() {
        let ours = keys();
        let token = sealed(&ours);
        let as_verify = token.replace("register_", "verify_");
        assert_eq!(code::<Verified>(&ours, Some(&as_verify)), "invalid_token");
        assert_eq!(code::<Session>(&ours, Some(&token.replace("register_", "session_"))), "invalid_token");
        assert_eq!(code::<Registration>(&keys(), Some(&token)), "invalid_token");
    }

    /// Reads exactly as a registration does, but is of another kind.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(transparent)]
    struct Twin(Registration);

    impl Payload for Twin {
        const PREFIX: &'static str = Registration::PREFIX;
        const KIND: u8 = 200;
    }

    #[test]
    fn the_kind_counts_even_where_the_contents_would_fit() {
        let keys = keys();
        let twin = seal(keys.newest().unwrap(), &Twin(Registration::sample(Moment::now()))).unwrap();
        assert_eq!(code::<Twin>(&keys, Some(&twin)), "ok");
        assert_eq!(code::<Registration>(&keys, Some(&twin)), "invalid_token");
    }

    #[test]
    fn a_token_of_the_real_service_has_an_unknown_key() {
        let real = "REGISTER_k8QgEnAGLaRObgKhlSSLBJIjUxGB6JmP0FyxhxEwzBGvKgLEi9wAFNf_XSaR4GsEPg7ZJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMMDAwMDAwMDA2Sl1c2VyLTI5OTNmYTY5LWQ4YzMtNDM3OS1hNTE0LTNjNjFkNzJiODdjZMCvcGF0QGV4YW1wbGUuY29tpE5vbmXAw6lQcmVmZXJyZWTAw5DOXTvAAA";
        assert_eq!(code::<Registration>(&keys(), Some(real)), "invalid_token");
    }
}

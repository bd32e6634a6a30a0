//! Whatever is sent, nothing panics, and only what we sealed is taken for a session.

use super::*;

/// A small generator of reproducible noise (xorshift64*), so that a failure can be run again.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        const TELLING: &[u8] = b"=;% \t,\"-_+/.@\0\r\n:AZaz09";
        let length = self.below(most + 1);
        let byte = |noise: &mut Self| match noise.below(3) {
            0 => noise.next() as u8,
            _ => TELLING[noise.below(TELLING.len())],
        };
        (0..length).map(|_| byte(self)).collect()
    }

    /// The same, with a few bytes changed, left out, doubled or put in.
    fn mutate(&mut self, good: &[u8]) -> Vec<u8> {
        let mut bytes = good.to_vec();
        for _ in 0..=self.below(3) {
            let position = self.below(bytes.len().max(1)).min(bytes.len());
            match self.below(4) {
                0 if !bytes.is_empty() => bytes[position] ^= 1 << self.below(8),
                1 if !bytes.is_empty() => drop(bytes.remove(position)),
                2 => bytes.insert(position, self.next() as u8),
                _ => bytes.truncate(position),
            }
        }
        bytes
    }
}

/// Whether the request is taken for Alice's.
fn passes(gate: &Gate, cookies: &[&[u8]], bearers: &[&[u8]]) -> bool {
    let mut request = gate.request("GET");
    cookies.iter().for_each(|cookie| request.cookie(cookie));
    bearers.iter().for_each(|bearer| request.authorization(bearer));
    request.origin(b"\xff");
    matches!(gate.check(&request, at(12)), Ok(Visitor::Session(_)))
}

#[test]
fn noise_is_nobody() {
    let (gate, mut noise) = (gate(), Noise(0x5eed));
    for _ in 0..20_000 {
        let (cookie, bearer) = (noise.bytes(900), noise.bytes(900));
        assert!(!passes(&gate, &[&cookie], &[&bearer]));
        let cookie = [b"__Host-passwordless=".as_slice(), &cookie].concat();
        assert!(!passes(&gate, &[&cookie], &[]));
        let bearer = [b"Bearer sealed_".as_slice(), &bearer].concat();
        assert!(!passes(&gate, &[], &[&bearer]));
    }
}

#[test]
fn what_is_almost_ours_is_not_ours() {
    let (gate, mut noise) = (gate(), Noise(0xface));
    let session = gate.signed_in_as("alice", at(10)).unwrap();
    let cookie = cookie_of(&gate, &session);
    let (name, sealed) = cookie.split_once('=').unwrap();
    let bearer = gate.bearer(&session).unwrap();
    assert!(passes(&gate, &[cookie.as_bytes()], &[]));
    for _ in 0..50_000 {
        let changed = noise.mutate(sealed.as_bytes());
        let text = [name.as_bytes(), b"=", &changed].concat();
        // A cookie ends at the first semicolon, blanks at its end are dropped, and it may be escaped.
        let value = changed.split(|&b| b == b';').next().unwrap();
        let value = percent_encoding::percent_decode(value).collect::<Vec<u8>>();
        let is_the_same = value.trim_ascii_end() == sealed.as_bytes();
        assert_eq!(passes(&gate, &[&text], &[]), is_the_same, "{}", String::from_utf8_lossy(&text));

        let changed = noise.mutate(bearer.as_bytes());
        let is_the_same = changed.trim_ascii() == bearer.as_bytes();
        let text = [b"Bearer ".as_slice(), &changed].concat();
        assert_eq!(passes(&gate, &[], &[&text]), is_the_same, "{}", String::from_utf8_lossy(&text));
    }
}

#[test]
fn a_sealed_text_of_another_making_is_not_a_session() {
    let (gate, mut noise) = (gate(), Noise(0xfeed));
    let session = gate.signed_in_as("alice", at(10)).unwrap();
    for _ in 0..20_000 {
        // Sealed with our key under our name, as a neighbour that shares the key could.
        let changed = noise.mutate(session.as_text().as_bytes());
        let changed = String::from_utf8_lossy(&changed);
        let Ok(sealed) = gate.rules.key.seal_cookie(gate.cookie_name(), &changed) else { continue };
        let cookie = format!("{}={sealed}", gate.cookie_name());
        // It may well be one; it must not panic anything that reads it.
        if let Ok(Visitor::Session(session)) = gate.check(&ask(&gate, "GET", &[&cookie], &[]), at(12)) {
            let _ = format!("{session:?} {} {:?}", session.id(), session.passkey_used_at());
            let _ = gate.set_cookie(&session, at(12));
        }
    }
}

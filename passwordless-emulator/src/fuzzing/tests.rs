//! Properties over many inputs, the same ones in every run: no parser panics, and nothing false is taken for true.

use super::*;
use crate::encoding;

/// SplitMix64: enough to choose by, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Random bytes, or a damaged copy of something that reads.
    fn bytes(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        if self.below(4) == 0 {
            return (0..self.below(200)).map(|_| self.next() as u8).collect();
        }
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(4) {
            let place = self.below(bytes.len());
            match self.below(5) {
                0 => bytes.truncate(place),
                1 => bytes.insert(place, self.next() as u8),
                2 if !bytes.is_empty() => drop(bytes.remove(place)),
                3 => {
                    let piece = bytes[place..(place + self.below(20)).min(bytes.len())].to_vec();
                    bytes.extend(piece);
                }
                _ if !bytes.is_empty() => bytes[place] = self.next() as u8,
                _ => {}
            }
        }
        bytes
    }

    fn text(&mut self, seeds: &[&str]) -> String {
        let seeds: Vec<_> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
        String::from_utf8_lossy(&self.bytes(&seeds)).into_owned()
    }
}

/// Recorded attestation objects and authenticator data: what real ceremonies give the parsers.
fn recorded(member: &str) -> Vec<Vec<u8>> {
    let lines = [
        include_str!("../../tests/recorded/attestation.jsonl"),
        include_str!("../../tests/recorded/assertion.jsonl"),
        include_str!("../../tests/recorded/algorithms.jsonl"),
    ];
    let found: Vec<_> = lines
        .iter()
        .flat_map(|lines| lines.lines())
        .filter_map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            encoding::from_url(record["request"]["body"]["response"]["response"][member].as_str()?)
        })
        .collect();
    assert!(found.len() > 5, "{member}");
    found
}

#[test]
fn no_attestation_object_is_too_odd() {
    let (seeds, mut dice) = (recorded("AttestationObject"), Dice(1));
    for _ in 0..20_000 {
        attestation_object(&dice.bytes(&seeds));
    }
}

#[test]
fn no_assertion_is_signed_by_chance() {
    let (mut seeds, mut dice) = (recorded("authenticatorData"), Dice(2));
    seeds.extend(recorded("signature"));
    for _ in 0..10_000 {
        let parts = [dice.bytes(&seeds), dice.bytes(&seeds), dice.bytes(&seeds)];
        assertion(&parts.concat());
    }
}

#[test]
fn no_client_data_is_too_odd() {
    let (seeds, mut dice) = (recorded("clientDataJson"), Dice(3));
    for _ in 0..20_000 {
        client_data(&dice.bytes(&seeds));
    }
}

#[test]
fn nothing_opens_that_was_not_sealed() {
    let mut keys = TokenKeys::default();
    // The same id as the fuzzed key, and another secret.
    keys.add(TokenKey { id: 1, secret: [8; 32], created_at: Moment::now() });
    let session = Session::Signin(crate::token::SigninSession {
        challenge: "AAAA".into(),
        rp_id: None,
        allowed: Vec::new(),
        user_verification: "preferred".into(),
        purpose: "sign-in".into(),
    });
    let sealed = keys.seal(&session).unwrap();
    let (seed, mut dice) = (sealed.trim_start_matches("session_"), Dice(4));
    token(seed);
    for _ in 0..5_000 {
        token(&dice.text(&[seed]));
    }
}

#[test]
fn no_json_is_too_odd() {
    let mut dice = Dice(5);
    let seeds = [
        r#"{"a":"2099-01-01T00:00:00.5+02:00","userId":12,"aliases":["x",1,null],"":{"b":[]}}"#,
        r#"{"a":"-1.23:59:59.9999999","userId":"\ud83d\ude00","aliases":[0,1,2],"":"AAEC"}"#,
        r#"{"a":"00000000-0000-0000-0000-0000000000ff","aliases":["00000000-0000-0000-0000-0000000000ff"]}"#,
        r#"{"call":"*","fault":"delay","milliseconds":5,"times":null,"a":9223372036854775807,"userId":1e400}"#,
    ];
    for _ in 0..20_000 {
        json(&dice.text(&seeds));
    }
}

#[test]
fn no_head_is_too_odd() {
    let mut dice = Dice(6);
    let seeds = [
        "/admin/apps/acme/api-keys/9f3a/lock",
        "userId=a%2Bb%20c%26d&userid=%ff%fe&=&&",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1",
    ];
    for _ in 0..20_000 {
        head(&dice.text(&seeds));
    }
}

//! The same inputs in every run: nothing panics, and nothing false is taken for true.

use super::*;

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

    /// A damaged copy of one of these, with pieces of another in it.
    fn bytes(&mut self, seeds: &[&[u8]]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].to_vec();
        for _ in 0..=self.below(4) {
            let place = self.below(bytes.len() + 1);
            match self.below(5) {
                0 => bytes.truncate(place),
                1 => bytes.insert(place, self.next() as u8),
                2 if place < bytes.len() => drop(bytes.remove(place)),
                3 => {
                    let other = seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    let piece = other[from..(from + self.below(20)).min(other.len())].to_vec();
                    drop(bytes.splice(place..place, piece));
                }
                _ if place < bytes.len() => bytes[place] = self.next() as u8,
                _ => {}
            }
        }
        bytes
    }

    fn text(&mut self, seeds: &[&str]) -> String {
        let seeds: Vec<_> = seeds.iter().map(|seed| seed.as_bytes()).collect();
        String::from_utf8_lossy(&self.bytes(&seeds)).into_owned()
    }
}

const SESSION: &[u8] =
    b"cookie: a=b; __Host-passwordless=6NrkSvTsNOTWMxB0pPdHqFFRvLbiKA%3D%3D;c\norigin: https://app.example\n\
    sec-fetch-site: same-origin\nauthorization: Bearer sealed_6NrkSvTsNOTWMxB0pPdHqFFRvLbi";
const TOKEN: &[u8] =
    b"authorization: bearer  verify_k8QgTic3IHoc\norigin: null\nsec-fetch-site: cross-site\ncookie:";
const LINK: &[u8] =
    b"\x02x-forwarded-for: 1.1.1.1, 198.51.100.7\ncookie: __Host-passwordless-magic-link=AAAA\n\n\
    {\"token\":\"verify_abc\",\"link\":\"AAAA-_\",\"confirmed\":true,\"session\":\"bearer\"}";
const REGISTER: &[u8] =
    b"\x01cookie: __Host-passwordless-newcomer=\"AAAA\"; __Host-passwordless-newcomer=B\n\n\
    {\"token\":\"verify_abc\",\"username\":\"zo\xcc\x88e\"}";

#[test]
fn no_headers_sign_anybody_in() {
    let mut dice = Dice(1);
    for _ in 0..20_000 {
        gate(&dice.bytes(&[SESSION, TOKEN]));
    }
}

#[test]
fn no_request_opens_anything() {
    let mut dice = Dice(2);
    for _ in 0..5_000 {
        route(&dice.bytes(&[LINK, REGISTER, &[b"\x08".as_slice(), SESSION].concat()]));
    }
}

#[test]
fn nothing_opens_that_was_not_sealed() {
    let seed = accounts().unwrap().gate().seal_for("another thing", "a text").unwrap();
    let mut dice = Dice(3);
    for _ in 0..5_000 {
        sealed(&dice.text(&[&seed]));
    }
}

#[test]
fn no_forwarded_address_is_believed_from_anybody_else() {
    let mut dice = Dice(4);
    let seeds: [&[u8]; 3] = [
        b"1.1.1.1, 198.51.100.7, 10.0.0.2",
        b"[2001:db8::1]:80,::ffff:10.0.0.1\n10.0.0.9",
        b"10.0.0.0/8, ::1",
    ];
    for _ in 0..20_000 {
        forwarded(&dice.bytes(&seeds));
    }
}

#[test]
fn no_way_back_leads_to_another_site() {
    let mut dice = Dice(5);
    let seeds = [
        "/orders?page=2#a",
        "https://app.example/a/../b",
        "/.//evil.example",
        "/%2f\\evil",
        "//evil.example@x",
    ];
    for _ in 0..20_000 {
        next(&dice.text(&seeds));
    }
}

#[test]
fn no_problem_document_is_too_odd() {
    let mut dice = Dice(6);
    let seeds: [&[u8]; 2] = [
        br#"{"type":"https://docs.passwordless.dev/guide/errors.html#expired_token","title":"x","status":403,"errorCode":"expired_token","traceId":"00-a-b-00"}"#,
        br#"{"type":"","errors":{"userId":["x"],"a\nb":[]},"errorCode":null,"traceId":5}"#,
    ];
    for _ in 0..20_000 {
        problem(&dice.bytes(&seeds));
    }
}

#[test]
fn a_name_that_was_taken_is_taken_again() {
    let mut dice = Dice(7);
    let seeds =
        ["zoe\u{308}", "می\u{200c}خواهم", "क्\u{200d}ष", " Pat Smith ", "\u{1112}\u{1161}\u{11ab}\u{202e}"];
    for _ in 0..20_000 {
        name(&dice.text(&seeds));
    }
}

#[test]
fn no_clock_makes_a_limit_wait_longer_than_its_period() {
    let mut dice = Dice(8);
    let seeds: [&[u8]; 2] = [b"\x01\x43\x12\x77\x01\x43\x12\x77\x00", &[0; 27]];
    for _ in 0..200 {
        limit(&dice.bytes(&seeds));
    }
}

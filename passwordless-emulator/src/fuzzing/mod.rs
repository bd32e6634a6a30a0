//! The parsers of hostile input, each as a function of bytes: for the property tests beside and for fuzzing.

use std::time::Duration;

use crate::{
    answer,
    clock::Moment,
    control::{Fault, LoggedRequest},
    device,
    json::Object,
    server,
    token::{Registration, Session, TokenKey, TokenKeys, Verified},
    webauthn::{self, Assertion, Expected, Stored},
};

const EXPECTED: Expected<'static> = Expected {
    challenge: &[0; 16],
    origin: "http://localhost:4000",
    rp_id: Some("localhost"),
    user_verified: false,
};

/// Client data that everything but the signature accepts.
const CLIENT_DATA: [&[u8]; 2] = [
    br#"{"type":"webauthn.create","challenge":"AAAAAAAAAAAAAAAAAAAAAA","origin":"http://localhost:4000"}"#,
    br#"{"type":"webauthn.get","challenge":"AAAAAAAAAAAAAAAAAAAAAA","origin":"http://localhost:4000"}"#,
];

/// CBOR of a registration: statement, authenticator data, COSE key.
pub fn attestation_object(bytes: &[u8]) {
    let offered = webauthn::Algorithm::OFFERED.map(webauthn::Algorithm::number);
    let _ = webauthn::verify_registration(&EXPECTED, &offered, CLIENT_DATA[0], bytes, Moment::now());
}

/// Authenticator data, COSE key and signature of a sign-in, cut out of one input. It must not succeed by luck.
pub fn assertion(bytes: &[u8]) {
    let third = bytes.len() / 3;
    let (authenticator_data, rest) = bytes.split_at(third);
    let (public_key, signature) = rest.split_at(third);
    let stored = Stored { public_key, counter: 0 };
    let assertion = Assertion { client_data: CLIENT_DATA[1], authenticator_data, signature };
    assert!(webauthn::verify_assertion(&EXPECTED, stored, assertion).is_err(), "signed without a key");
}

/// Client data of both ceremonies.
pub fn client_data(bytes: &[u8]) {
    let _ = webauthn::verify_registration(&EXPECTED, &[-7], bytes, &[0xa0], Moment::now());
    let stored = Stored { public_key: &[0xa0], counter: 0 };
    let assertion = Assertion { client_data: bytes, authenticator_data: &[], signature: &[] };
    assert!(webauthn::verify_assertion(&EXPECTED, stored, assertion).is_err());
}

/// A token of any kind. Nothing that was not sealed opens.
pub fn token(text: &str) {
    let mut keys = TokenKeys::default();
    keys.add(TokenKey { id: 1, secret: [7; 32], created_at: Moment::now() });
    for prefix in ["", "register_", "session_", "verify_"] {
        let token = Some(format!("{prefix}{text}"));
        assert!(keys.open::<Registration>(token.as_deref()).is_err());
        assert!(keys.open::<Session>(token.as_deref()).is_err());
        assert!(keys.open::<Verified>(token.as_deref()).is_err());
    }
}

/// The body of a request, read as every type that a member may have.
pub fn json(text: &str) {
    let Ok(object) = Object::parse(text) else { return };
    for name in ["a", "userId", "aliases", ""] {
        let _ = object.string(name);
        let _ = object.boolean(name);
        let _ = object.number(name);
        let _ = object.long(name);
        let _ = object
            .moment(name)
            .map(|moment| moment.map(|moment| (moment.zulu(), moment.next_month().naive())));
        let _ = object.span(name);
        let _ = object.bytes(name);
        let _ = object.string_set(name);
        let _ = object.choices(name, &["x", "y"]);
        let _ = object.integers(name);
        let _ = object.uuids(name);
        let _ = object.object(name);
    }
    let _ = serde_json::from_str::<Fault>(text);
}

/// What comes in a request's head: path, query, user agent.
pub fn head(text: &str) {
    let _ = answer::parameter(text, "userId");
    let _ = device::describe(text);
    let _ = LoggedRequest::new(Moment::now(), "GET", text, None, Duration::ZERO);
    server::route_of(text);
}

#[cfg(test)]
mod tests;

//! The attestation object of a registration: CBOR, authenticator data, COSE key, statement.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passwordless_emulator::fuzzing::attestation_object(bytes));

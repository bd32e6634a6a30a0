//! Authenticator data, COSE key and signature of a sign-in.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passwordless_emulator::fuzzing::assertion(bytes));

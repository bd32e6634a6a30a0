//! Tokens and sessions: nothing opens that was not sealed.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| passwordless_emulator::fuzzing::token(text));

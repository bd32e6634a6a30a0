//! The bodies of requests.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| passwordless_emulator::fuzzing::json(text));

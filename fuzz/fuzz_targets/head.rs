//! Paths, queries and user agents.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| passwordless_emulator::fuzzing::head(text));

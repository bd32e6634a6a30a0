//! Names of newcomers.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| passwordless::fuzzing::name(text));

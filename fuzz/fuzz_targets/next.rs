//! The way back after signing in: it stays on the site.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| passwordless::fuzzing::next(text));

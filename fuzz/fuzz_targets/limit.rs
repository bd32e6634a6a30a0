//! The counts of a limiter.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passwordless::fuzzing::limit(bytes));

//! `X-Forwarded-For`, and the list of trusted proxies.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passwordless::fuzzing::forwarded(bytes));

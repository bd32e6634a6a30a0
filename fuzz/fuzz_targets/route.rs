//! A whole request to a route: headers and body.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passwordless::fuzzing::route(bytes));

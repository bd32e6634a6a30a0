//! Problem documents of the service.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passwordless::fuzzing::problem(bytes));

//! The headers of a request as the gate reads them: cookies, bearers, `Origin`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passwordless::fuzzing::gate(bytes));

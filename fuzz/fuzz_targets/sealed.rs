//! Cookies and magic links: nothing opens that was not sealed.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| passwordless::fuzzing::sealed(text));

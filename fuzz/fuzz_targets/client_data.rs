//! The client data of both ceremonies.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| passwordless_emulator::fuzzing::client_data(bytes));

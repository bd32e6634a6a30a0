//! Whole connections: whatever is sent, the emulator goes on answering.
#![no_main]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::LazyLock;

use passwordless_emulator::Emulator;

static EMULATOR: LazyLock<Emulator> = LazyLock::new(|| Emulator::start().expect("a free port"));

fn ask(bytes: &[u8]) -> Vec<u8> {
    let address = EMULATOR.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the emulator listens");
    // It may hang up on what is no HTTP before all of it was sent.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    ask(bytes);
    let healthy = ask(b"GET /health/http HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(healthy.ends_with(b"Healthy"), "the emulator answers no more");
});

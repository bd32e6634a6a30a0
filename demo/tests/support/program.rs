//! The demo as a program of its own: started, read, ended.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "every test file uses its own part of this, and a test may unwrap"
)]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The program in an empty folder, with just these variables.
pub(crate) fn demo(folder: &TempDir, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demo"));
    command
        .current_dir(folder)
        .env_clear()
        .envs(variables.iter().copied())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

/// What the program says when it refuses to start.
pub(crate) fn refusal(variables: &[(&str, &str)]) -> String {
    refusal_in(&TempDir::new().unwrap(), variables)
}

pub(crate) fn refusal_in(folder: &TempDir, variables: &[(&str, &str)]) -> String {
    let output = demo(folder, variables).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

/// A program that ends with the test.
pub(crate) struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program and reads its log until a line has the words.
pub(crate) fn until(mut command: Command, words: &str) -> (Running, String) {
    let mut running = Running(command.spawn().unwrap());
    let mut log = String::new();
    let mut lines = BufReader::new(running.0.stderr.take().unwrap());
    while !log.contains(words) {
        let read = lines.read_line(&mut log).unwrap();
        assert!(read > 0, "it ended before it said {words:?}:\n{log}");
    }
    (running, log)
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

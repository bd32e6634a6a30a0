//! Connections over which nobody says anything.

use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt};
use rocket::tokio::net::TcpStream;

use crate::place::Place;

/// What the test and the demo need for themselves.
const OTHER_FILES: usize = 500;

pub(crate) struct Idle(Vec<TcpStream>);

impl Idle {
    /// Opens so many, or as many as this machine allows, and asks once over each of them.
    pub(crate) async fn open(place: &Place, wanted: usize) -> Self {
        let most = most_files().saturating_sub(OTHER_FILES);
        let mut all = Vec::new();
        for _ in 0..wanted.min(most) {
            let mut stream = TcpStream::connect(("127.0.0.1", place.port)).await.unwrap();
            let answer = ask(&mut stream, "/health", "").await;
            assert!(answer.starts_with("HTTP/1.1 2"), "{answer}");
            all.push(stream);
        }
        Self(all)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// How many of them the other end has not closed.
    pub(crate) async fn still_open(&self) -> usize {
        self.0
            .iter()
            .filter(|stream| match stream.try_read(&mut [0]) {
                Ok(_) => false,
                Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
            })
            .count()
    }

    /// Looks at the protected page over a few of them, and it is this person's.
    pub(crate) async fn sees(&mut self, place: &Place, cookies: &str, name: &str) {
        let step = (self.0.len() / 20).max(1);
        for stream in self.0.iter_mut().step_by(step) {
            let headers = format!("Cookie: {cookies}\r\nSec-Fetch-Mode: navigate\r\n");
            let page = ask(stream, "/me", &headers).await;
            assert!(page.starts_with("HTTP/1.1 200") && page.contains(name), "{}: {page}", place.port);
        }
    }
}

async fn ask(stream: &mut TcpStream, path: &str, headers: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let (mut answer, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut chunk).await.unwrap();
        answer.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&answer);
        if count == 0 || is_whole(&text) {
            return text.into_owned();
        }
    }
}

fn is_whole(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { return false };
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    match lengths.next() {
        Some((_, length)) => body.len() >= length.parse::<usize>().unwrap(),
        None => body.ends_with("0\r\n\r\n") || head.starts_with("HTTP/1.1 204"),
    }
}

/// `ulimit -n`, which the demo inherits.
fn most_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let soft = line.split_whitespace().nth(3).unwrap();
    soft.parse().unwrap_or(usize::MAX)
}

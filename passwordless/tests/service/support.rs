//! A server of a few lines that answers as it is told and remembers what it was asked.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use passwordless::{ApiSecret, Client, ClientBuilder, Token};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub(crate) const SECRET: &str = "acme:secret:a679563b331846c79c20b114a4f56d02";
/// The first byte of what a TLS client says, which this server cannot answer.
const TLS_HANDSHAKE: u8 = 0x16;
pub(crate) const TOKEN: &str = "verify_k8QgTic3IHoc";

/// What the server does once it has read a request.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Writes these bytes and closes.
    Raw(String),
    /// Writes these bytes and then nothing, for ever.
    Stall(String),
    /// Writes the head of an answer and then a body without end.
    Endless,
}

impl Answer {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self::with(status, &[("Content-Type", "application/json; charset=utf-8")], body)
    }

    pub(crate) fn with(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        Self::Raw(format!(
            "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        ))
    }

    pub(crate) fn golden(status: u16, name: &str) -> Self {
        Self::new(status, &golden(name).to_string())
    }
}

/// A message of the wire, from its file.
pub(crate) fn golden(name: &str) -> Value {
    let path = format!("{}/tests/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let mine = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        mine.map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Answers one request after the other as told; the last answer repeats.
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answers: Arc<[Answer]> = answers.into_iter().collect();
        let seen = Arc::clone(&asked);
        let accepting = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&seen), Arc::clone(&answers)));
            }
        });
        Self { address, asked, accepting }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(secret()).url(self.url())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

pub(crate) fn secret() -> ApiSecret {
    ApiSecret::new(SECRET).unwrap()
}

pub(crate) fn token() -> Token {
    Token::new(TOKEN).unwrap()
}

async fn serve(mut stream: TcpStream, asked: Arc<Mutex<Vec<Asked>>>, answers: Arc<[Answer]>) {
    let Some(request) = read_request(&mut stream).await else { return };
    let number = {
        let mut asked = asked.lock().unwrap();
        asked.push(request);
        asked.len()
    };
    // The client may hang up in the middle of an answer: that is its right.
    match &answers[number.min(answers.len()) - 1] {
        Answer::Raw(bytes) => {
            let _ = stream.write_all(bytes.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Answer::Stall(bytes) => {
            let _ = stream.write_all(bytes.as_bytes()).await;
            std::future::pending::<()>().await;
        }
        Answer::Endless => {
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
            let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(chunk.as_bytes()).await.is_ok() {}
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0);
        // A connection without a request counts too: nobody may even connect where nobody should.
        let nothing_more = count.is_none() || bytes.first().or(chunk.first()) == Some(&TLS_HANDSHAKE);
        bytes.extend_from_slice(&chunk[..count.unwrap_or(0)]);
        if nothing_more {
            let line = String::from_utf8_lossy(&bytes).into_owned();
            return Some(Asked { line, headers: Vec::new(), body: String::new() });
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let mut lines = head.lines();
        let line = lines.next()?.to_owned();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let asked = Asked { line, headers, body: body.to_owned() };
        let length = asked.header("content-length").first().map_or(0, |length| length.parse().unwrap());
        if asked.body.len() >= length {
            return Some(asked);
        }
    }
}

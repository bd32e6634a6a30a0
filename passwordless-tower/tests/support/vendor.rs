//! What the service answers, made by the client itself: errors and users have no other constructor.

use passwordless::{ApiSecret, Client, ClientBuilder, Error, GeneratedToken, Token, VerifiedUser};
use passwordless_emulator::Emulator;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const SECRET: &str = "test:secret:a679563b331846c79c20b114a4f56d02";

pub(crate) fn token() -> Token {
    Token::new("verify_k8QgTic3IHoc").unwrap()
}

pub(crate) fn client(url: &str) -> ClientBuilder {
    Client::builder(ApiSecret::new(SECRET).unwrap()).url(url).retries(0)
}

/// The error that the client makes of an answer with this status line, headers and an empty body.
pub(crate) async fn error(status: &str) -> Error {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap())).build().unwrap();
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let serve = async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"}") {
            let mut chunk = [0; 1024];
            let count = stream.read(&mut chunk).await.unwrap();
            asked.extend_from_slice(&chunk[..count]);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
    };
    let token = token();
    let (answer, ()) = tokio::join!(client.verify(&token), serve);
    answer.unwrap_err()
}

pub(crate) async fn errors(status: &str, count: usize) -> Vec<Error> {
    let mut errors = Vec::new();
    for _ in 0..count {
        errors.push(error(status).await);
    }
    errors
}

/// A user for whom the service vouches.
pub(crate) async fn user() -> VerifiedUser {
    let emulator = Emulator::start().unwrap();
    let client = client(emulator.url()).build().unwrap();
    let token = client.generate_token(&GeneratedToken::new("alice")).await.unwrap();
    client.verify(&token).await.unwrap()
}

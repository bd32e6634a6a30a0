//! What the client makes of the service's answers: its errors have no other constructor.

use passwordless::{ApiSecret, Client, ClientBuilder, Error, Token};
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
            assert!(count > 0, "the client hung up");
            asked.extend_from_slice(&chunk[..count]);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
    };
    let token = token();
    let (answer, ()) = tokio::join!(client.verify(&token), serve);
    answer.unwrap_err()
}

//! A server of one page.

use std::net::Ipv4Addr;

use stories::Error;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Serves `page` for every path, with `headers` (each line ending in CRLF), until the test ends. Returns its origin.
pub(crate) async fn serve(headers: &'static str, page: &'static str) -> Result<String, Error> {
    let failed = |source| Error::System { action: "serve a page".to_owned(), source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(answer(socket, headers, page));
        }
    });
    Ok(format!("http://localhost:{port}"))
}

async fn answer(socket: TcpStream, headers: &str, page: &str) -> std::io::Result<()> {
    let mut socket = BufReader::new(socket);
    let mut line = String::new();
    // The request itself does not matter; it has ended at the first empty line.
    while socket.read_line(&mut line).await? > 2 {
        line.clear();
    }
    let length = page.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {length}\r\n\
         connection: close\r\n{headers}\r\n"
    );
    socket.write_all(head.as_bytes()).await?;
    socket.write_all(page.as_bytes()).await?;
    socket.shutdown().await
}

//! The network between the demo and Postgres, which can go dead without a word.

use std::sync::Arc;

use rocket::tokio::io::{AsyncRead, AsyncWrite, copy};
use rocket::tokio::net::{TcpListener, UnixStream};
use rocket::tokio::sync::watch;
use rocket::tokio::{self, select};

/// Carries what is said to a server's socket, each connection until [`go_dead`](Self::go_dead).
pub(crate) struct Line {
    pub url: String,
    dead: Arc<watch::Sender<()>>,
}

impl Line {
    /// To the database at this address, which names the folder of a socket.
    pub(crate) async fn to(url: &str) -> Self {
        let (place, database) = url.split_once('@').unwrap().1.split_once('/').unwrap();
        let (folder, port) = place.split_once(':').unwrap();
        let socket = format!("{}/.s.PGSQL.{port}", folder.replace("%2F", "/"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let dead = Arc::new(watch::Sender::new(()));
        let watched = Arc::clone(&dead);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&socket).await.unwrap();
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                tokio::spawn(carry(from_client, to_server, watched.subscribe()));
                tokio::spawn(carry(from_server, to_client, watched.subscribe()));
            }
        });
        Self { url: format!("postgres://postgres@127.0.0.1:{port}/{database}?sslmode=disable"), dead }
    }

    /// From now on nothing comes through the connections that are open, and neither end hears of it. New ones work.
    pub(crate) fn go_dead(&self) {
        self.dead.send_replace(());
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut dead: watch::Receiver<()>,
) {
    select! {
        _ = copy(&mut from, &mut to) => return,
        _ = dead.changed() => {}
    }
    // Kept open, so that nobody hears of it, until the test is over.
    while dead.changed().await.is_ok() {}
}

//! An emulator whose state a test can reach, and a client that sends bytes as they are.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use super::arrange::newly_created;
use crate::{
    app::App,
    clock::Moment,
    state::{Application, Changes, Credential, KeyKind, State},
    token::Payload,
    vault::Vault,
};

pub(super) const APP: &str = "acme";
/// The recorded requests came from this browser.
pub(super) const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

pub(super) struct Bench {
    pub(super) vault: Arc<Vault>,
    address: SocketAddr,
    keys: Mutex<(String, String)>,
    _stop: oneshot::Sender<()>,
}

/// A request, as it goes over the wire.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) chunked: bool,
}

#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

impl Bench {
    pub(super) async fn start() -> Self {
        let mut state = State::default();
        let ignored = &mut Changes::ignored();
        let keys = state.configure(&App::named(APP), Moment::now(), ignored);
        if let Some(application) = state.application_mut(APP) {
            application.change_settings(|settings| *settings = newly_created(), ignored);
        }
        let vault = Arc::new(Vault::in_memory(state));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(crate::server::serve(listener, Arc::clone(&vault), stopped));
        Self { vault, address, keys: Mutex::new(keys), _stop: stop }
    }

    /// Reads the application's first keys: some cases make it anew.
    pub(super) fn remember_keys(&self) {
        let keys = self.vault.read(|state| {
            let application = state.application(APP)?;
            let first = |kind| application.first_key(kind).map(str::to_owned);
            Some((first(KeyKind::Secret)?, first(KeyKind::Public)?))
        });
        if let Some(keys) = keys {
            *self.keys.lock().unwrap() = keys;
        }
    }

    pub(super) fn secret(&self) -> String {
        self.keys.lock().unwrap().0.clone()
    }

    pub(super) fn public(&self) -> String {
        self.keys.lock().unwrap().1.clone()
    }

    pub(super) fn seal<P: Payload>(&self, payload: &P) -> String {
        self.look(|application| application.token_keys().seal(payload).unwrap())
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&Application) -> T) -> T {
        self.vault.read(|state| look(state.application(APP).unwrap()))
    }

    /// Puts a passkey in, unless it is there.
    pub(super) fn put(&self, credential: Credential) {
        self.vault.edit(|state| {
            state.application_mut(APP).unwrap().add_credential(credential, &mut Changes::ignored());
        });
    }

    pub(super) async fn ask(&self, ask: &Ask) -> Reply {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let mut bytes =
            format!("{} {} HTTP/1.1\r\nHost: emulator\r\nConnection: close\r\n", ask.method, ask.path);
        for (name, value) in &ask.headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        let body = ask.body.as_deref().unwrap_or_default();
        match ask.chunked {
            true => bytes.push_str("Transfer-Encoding: chunked\r\n\r\n"),
            false => bytes.push_str(&format!("Content-Length: {}\r\n\r\n", body.len())),
        }
        let mut bytes = bytes.into_bytes();
        if ask.chunked {
            for chunk in body.chunks(7) {
                bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
        } else {
            bytes.extend_from_slice(body);
        }
        stream.write_all(&bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        Reply::parse(&String::from_utf8(answer).unwrap())
    }
}

impl Reply {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Self { status, headers, body: body.to_owned() }
    }
}

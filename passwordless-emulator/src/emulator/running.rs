//! A running emulator.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

use tokio::{runtime, sync::oneshot};

use super::builder::Builder;
use crate::{
    app::App,
    clock::Moment,
    error::StartError,
    server,
    state::{Changes, State},
    vault::Vault,
};

/// A running emulator. It stops when it is dropped.
///
/// It runs on a thread of its own, so that it works in blocking code and inside any runtime, and survives the
/// runtime of a test.
///
/// ```
/// use passwordless_emulator::Emulator;
///
/// let emulator = Emulator::start()?;
/// assert!(emulator.url().starts_with("http://127.0.0.1:"));
/// assert!(emulator.api_secret().starts_with("test:secret:"));
/// # Ok::<(), passwordless_emulator::StartError>(())
/// ```
pub struct Emulator {
    url: String,
    secret: String,
    public: String,
    /// Dropped to stop the thread.
    stop: Option<oneshot::Sender<()>>,
    vault: Arc<Vault>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread tells when it is ready: the configured applications with their keys, and what it works on.
type Ready = Result<(Vec<App>, Arc<Vault>), StartError>;

impl Emulator {
    /// Starts an emulator in memory, on any free port, with the application `test` and the keys of the vendor's
    /// Development server.
    ///
    /// # Errors
    ///
    /// [`StartError`] where the operating system has no port or no thread left.
    pub fn start() -> Result<Self, StartError> {
        Self::builder().start()
    }

    /// Sets up an emulator of another kind.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where this machine reaches it: `http://127.0.0.1:PORT`, or the address that [`Builder::host`] chose.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The secret key of the first application.
    #[must_use]
    pub fn api_secret(&self) -> &str {
        &self.secret
    }

    /// The public key of the first application.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.public
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Stops it and frees the port; dropping it does the same.
    ///
    /// Requests under way get half a second to end.
    pub fn shutdown(self) {}

    fn launch(builder: Builder) -> Result<Self, StartError> {
        let address = builder.address();
        let bound = |reason| StartError::Port { address, reason };
        let listener = TcpListener::bind(address).map_err(bound)?;
        listener.set_nonblocking(true).map_err(bound)?;
        let listening = listener.local_addr().map_err(bound)?;
        if !listening.ip().is_loopback() {
            tracing::warn!(
                %listening,
                "everyone who reaches this address can use the keys and the controls, which give away all keys; \
                 listen so in networks that you trust, and with keys for tests only"
            );
        }
        let url = format!("http://{}", from_here(listening));
        let (ready, received) = mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("passwordless-emulator".into())
            .spawn(move || run(&builder, listener, &ready, stopped))
            .map_err(|reason| StartError::Thread { reason })?;
        let (apps, vault) = received.recv().unwrap_or_else(|_| {
            Err(StartError::Thread { reason: io::Error::other("it ended before it was ready") })
        })?;
        let key = |key: fn(&App) -> Option<&str>| apps.first().and_then(key).unwrap_or_default().to_owned();
        let (secret, public) = (key(App::secret_key), key(App::public_key));
        Ok(Self { url, secret, public, stop: Some(stop), vault, thread: Some(thread) })
    }
}

impl Builder {
    fn address(&self) -> SocketAddr {
        SocketAddr::new(self.reach.host.unwrap_or(Ipv4Addr::LOCALHOST.into()), self.port)
    }

    /// Binds the port and starts the emulator on its own thread. It answers as soon as this returns.
    ///
    /// # Errors
    ///
    /// [`StartError`] where the port is taken, the file cannot be used, or a name or key is not for tests.
    pub fn start(mut self) -> Result<Emulator, StartError> {
        if self.apps.is_empty() {
            self.apps.push(App::development());
        }
        if self.management_key.as_deref().is_some_and(|key| !is_header_value(key)) {
            return Err(StartError::ManagementKey);
        }
        for (place, app) in self.apps.iter().enumerate() {
            app.check()?;
            if self.apps[..place].iter().any(|other| other.name() == app.name()) {
                return Err(StartError::AppTwice { name: app.name().to_owned() });
            }
        }
        Emulator::launch(self)
    }
}

/// The address by which this machine reaches a listener, also one that listens at every address.
fn from_here(listening: SocketAddr) -> SocketAddr {
    let host = match listening.ip() {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    SocketAddr::new(host, listening.port())
}

/// Whether the key can be sent in a header, and is one at all.
fn is_header_value(key: &str) -> bool {
    !key.is_empty() && key.trim() == key && key.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It ends within its half second; a panic in it was reported when it happened.
            let _ = thread.join();
        }
    }
}

/// Never shows a key.
impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("url", &self.url).finish_non_exhaustive()
    }
}

/// The thread's life.
fn run(
    builder: &Builder,
    listener: TcpListener,
    ready: &mpsc::SyncSender<Ready>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = match runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(reason) => {
            let _ = ready.send(Err(StartError::Thread { reason }));
            return;
        }
    };
    runtime.block_on(async {
        let address = builder.address();
        let prepared = match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => prepare(builder).map(|(apps, vault)| (apps, vault, listener)),
            Err(reason) => Err(StartError::Port { address, reason }),
        };
        match prepared {
            Ok((apps, vault, listener)) => {
                let vault = Arc::new(vault.managed_by(
                    builder.management_key.as_deref(),
                    apps.clone(),
                    builder.reach.clone(),
                ));
                let _ = ready.send(Ok((apps, Arc::clone(&vault))));
                server::serve(listener, Arc::clone(&vault), stopped).await;
                #[cfg(feature = "file")]
                vault.close().await;
            }
            Err(error) => {
                let _ = ready.send(Err(error));
            }
        }
    });
}

/// Loads the file, if there is one, and puts the configured applications in.
fn prepare(builder: &Builder) -> Result<(Vec<App>, Vault), StartError> {
    #[cfg(feature = "file")]
    if let Some(path) = &builder.data {
        let configured = |state: &mut State, changes: &mut Changes| configure(builder, state, changes);
        let (apps, state, journal) = crate::file::open(path, configured)?;
        return Ok((apps, Vault::in_file(state, journal)));
    }
    let mut state = State::default();
    let apps = configure(builder, &mut state, &mut Changes::ignored());
    Ok((apps, Vault::in_memory(state)))
}

fn configure(builder: &Builder, state: &mut State, changes: &mut Changes) -> Vec<App> {
    let mut configured = Vec::with_capacity(builder.apps.len());
    for app in &builder.apps {
        let (secret, public) = state.configure(app, Moment::now(), changes);
        configured.push(app.clone().with_keys(secret, public));
    }
    configured
}

//! A running emulator.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use tokio::runtime;
use tokio::sync::oneshot;

use crate::clock::Moment;
use crate::state::{Changes, State, Vault};
use crate::{Builder, StartError, http};

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
    thread: Option<JoinHandle<()>>,
}

/// What the thread tells when it is ready: the first application's keys.
type Ready = Result<(String, String), StartError>;

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

    /// Where it listens: `http://127.0.0.1:PORT`.
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

    /// Stops it and frees the port; dropping it does the same.
    ///
    /// Requests under way get half a second to end.
    pub fn shutdown(self) {}

    pub(crate) fn launch(builder: Builder) -> Result<Self, StartError> {
        let port = builder.port;
        let bound = |reason| StartError::Port { port, reason };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(bound)?;
        listener.set_nonblocking(true).map_err(bound)?;
        let url = format!("http://{}", listener.local_addr().map_err(bound)?);
        let (ready, told) = mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("passwordless-emulator".into())
            .spawn(move || run(&builder, listener, &ready, stopped))
            .map_err(|reason| StartError::Thread { reason })?;
        let (secret, public) = told.recv().unwrap_or_else(|_| {
            Err(StartError::Thread { reason: io::Error::other("it ended before it was ready") })
        })?;
        Ok(Self { url, secret, public, stop: Some(stop), thread: Some(thread) })
    }
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
        let port = builder.port;
        let prepared = match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => prepare(builder).await.map(|(keys, vault)| (keys, vault, listener)),
            Err(reason) => Err(StartError::Port { port, reason }),
        };
        match prepared {
            Ok((keys, vault, listener)) => {
                let vault = Arc::new(vault.managed_by(builder.management_key.as_deref()));
                let _ = ready.send(Ok(keys));
                http::serve(listener, Arc::clone(&vault), stopped).await;
                #[cfg(feature = "file")]
                crate::file::close(vault).await;
            }
            Err(error) => {
                let _ = ready.send(Err(error));
            }
        }
    });
}

/// Loads the file, if there is one, and puts the configured applications in.
async fn prepare(builder: &Builder) -> Result<((String, String), Vault), StartError> {
    #[cfg(feature = "file")]
    if let Some(path) = &builder.data {
        return crate::file::open(path, |state, changes| configure(builder, state, changes)).await;
    }
    let mut state = State::default();
    let keys = configure(builder, &mut state, &mut Changes::ignored());
    Ok((keys, Vault::in_memory(state)))
}

fn configure(builder: &Builder, state: &mut State, changes: &mut Changes) -> (String, String) {
    let mut first = None;
    for app in &builder.apps {
        let keys = state.configure(app, Moment::now(), changes);
        first.get_or_insert(keys);
    }
    first.unwrap_or_default()
}

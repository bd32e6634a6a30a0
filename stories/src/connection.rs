//! One DevTools connection: commands with their answers, and events sorted by session.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::{Error, Logbook};

/// How long Chromium may take for one command; a ceremony waits for its own time-out inside of this.
const PATIENCE: Duration = Duration::from_secs(90);

/// The connection to one Chromium, shared by everything that is driven in it.
#[derive(Debug, Clone)]
pub(crate) struct Connection(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    outgoing: mpsc::UnboundedSender<Message>,
    pending: Mutex<HashMap<u64, oneshot::Sender<Value>>>,
    logbooks: Mutex<HashMap<String, Logbook>>,
    next: AtomicU64,
}

impl Connection {
    /// Connects to the address that Chromium printed.
    pub(crate) async fn open(url: &str) -> Result<Self, Error> {
        let (socket, _) = connect_async(url).await.map_err(|error| Error::Connection(Box::new(error)))?;
        let (outgoing, queue) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            outgoing,
            pending: Mutex::default(),
            logbooks: Mutex::default(),
            next: AtomicU64::new(1),
        });
        tokio::spawn(carry(socket, queue, Arc::clone(&shared)));
        Ok(Self(shared))
    }

    /// Sends one command and waits for its answer.
    pub(crate) async fn send(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, Error> {
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        lock(&self.0.pending).insert(id, answer);
        let mut command = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        let closed = || Error::Closed(method.to_owned());
        self.0.outgoing.send(Message::text(command.to_string())).map_err(|_| closed())?;
        let mut answer = match timeout(PATIENCE, answered).await {
            Ok(answer) => answer.map_err(|_| closed())?,
            Err(_) => {
                lock(&self.0.pending).remove(&id);
                return Err(Error::TimedOut {
                    waited_for: format!("Chromium to answer {method}"),
                    waited: PATIENCE,
                    seen: "it did not".to_owned(),
                });
            }
        };
        if let Some(error) = answer.get("error") {
            let message = error["message"].as_str().unwrap_or("no reason given").to_owned();
            return Err(Error::Refused { method: method.to_owned(), message });
        }
        Ok(answer["result"].take())
    }

    /// Has the events of `session` written into `logbook`.
    pub(crate) fn log_into(&self, session: &str, logbook: Logbook) {
        lock(&self.0.logbooks).insert(session.to_owned(), logbook);
    }

    /// The logbooks of all pages opened so far.
    pub(crate) fn logbooks(&self) -> Vec<Logbook> {
        lock(&self.0.logbooks).values().cloned().collect()
    }
}

/// Carries messages in both directions until either side ends.
async fn carry(
    mut socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    mut queue: mpsc::UnboundedReceiver<Message>,
    shared: Arc<Shared>,
) {
    loop {
        tokio::select! {
            outgoing = queue.recv() => {
                let Some(message) = outgoing else { break };
                if socket.send(message).await.is_err() { break }
            }
            incoming = socket.next() => {
                let Some(Ok(message)) = incoming else { break };
                let Message::Text(text) = message else { continue };
                let Ok(message) = serde_json::from_str::<Value>(&text) else { continue };
                shared.sort(message);
            }
        }
    }
    // Whoever still waits for an answer learns that none will come.
    lock(&shared.pending).clear();
}

impl Shared {
    /// An answer goes to whoever waits for it, an event into its page's logbook. Both in the order of arrival, so an
    /// answer is never seen before the events that came first.
    fn sort(&self, message: Value) {
        if let Some(id) = message["id"].as_u64() {
            if let Some(waiting) = lock(&self.pending).remove(&id) {
                // Nobody waits any more when the command timed out.
                let _ = waiting.send(message);
            }
        } else if let Some(session) = message["sessionId"].as_str()
            && let Some(method) = message["method"].as_str()
            && let Some(logbook) = lock(&self.logbooks).get(session)
        {
            logbook.record(method, &message["params"]);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The task that writes, and the promise that something was written.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use sqlx::{Connection as _, SqliteConnection};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::write;
use crate::{answer::Problem, state::Change};

/// The most requests whose changes are committed together.
const BATCH: usize = 256;

/// One request's changes, and who waits for them.
struct Entry {
    changes: Vec<Change>,
    written: oneshot::Sender<()>,
}

/// The way to the writing task.
#[derive(Debug)]
pub(crate) struct Journal {
    entries: Mutex<Option<mpsc::UnboundedSender<Entry>>>,
    healthy: Arc<AtomicBool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// Changes on their way to the file.
#[derive(Debug)]
pub(crate) struct Written(oneshot::Receiver<()>);

impl Journal {
    /// Starts the writing task.
    pub(super) fn start(connection: SqliteConnection) -> Self {
        let (entries, received) = mpsc::unbounded_channel();
        let healthy = Arc::new(AtomicBool::new(true));
        let task = tokio::spawn(run(connection, received, Arc::clone(&healthy)));
        Self { entries: Mutex::new(Some(entries)), healthy, task: Mutex::new(Some(task)) }
    }

    /// Whether everything could be written so far.
    pub(crate) fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::Relaxed)
    }

    /// Sends changes on their way; called under the state's lock, which keeps them in order.
    pub(crate) fn send(&self, changes: Vec<Change>) -> Written {
        let (written, receiver) = oneshot::channel();
        if changes.is_empty() {
            let _ = written.send(());
        } else if let Some(entries) = &*self.entries.lock().unwrap_or_else(PoisonError::into_inner) {
            // A task that is gone drops `written`, and the request learns of it.
            let _ = entries.send(Entry { changes, written });
        }
        Written(receiver)
    }

    /// Writes what is on its way and closes the file.
    pub(crate) async fn close(&self) {
        drop(self.entries.lock().unwrap_or_else(PoisonError::into_inner).take());
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

impl Written {
    /// Returns once the changes would survive the process.
    pub(crate) async fn kept(self) -> Result<(), Problem> {
        let failed = |_| Problem::internal("The change could not be written to the data file; see the log.");
        self.0.await.map_err(failed)
    }
}

/// Writes until the last sender is gone. Entries that wait together are committed together.
async fn run(
    mut connection: SqliteConnection,
    mut received: mpsc::UnboundedReceiver<Entry>,
    healthy: Arc<AtomicBool>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while received.recv_many(&mut batch, BATCH).await > 0 {
        let (changes, waiting): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|entry| (entry.changes, entry.written)).unzip();
        let changes: Vec<_> = changes.into_iter().flatten().collect();
        if let Err(error) = write::write(&mut connection, &changes).await {
            // The state is ahead of the file from here on, and nothing after it may be acknowledged.
            tracing::error!(%error, "the data file could not be written; no change is accepted any more");
            healthy.store(false, Ordering::Relaxed);
            break;
        }
        for written in waiting {
            let _ = written.send(());
        }
    }
    if let Err(error) = connection.close().await {
        tracing::error!(%error, "the data file could not be closed");
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{ConnectOptions as _, sqlite::SqliteConnectOptions};

    use super::*;

    #[tokio::test]
    async fn after_a_failed_write_nothing_is_acknowledged() {
        // A database without tables.
        let connection = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        let journal = Journal::start(connection);
        let change = || vec![Change::CredentialDeleted { app: "test".into(), id: vec![1] }];
        assert!(journal.is_healthy());
        assert!(journal.send(Vec::new()).kept().await.is_ok());
        for _ in 0..2 {
            let problem = journal.send(change()).kept().await.unwrap_err();
            assert_eq!(problem.to_json()["status"], 500);
            assert!(!journal.is_healthy());
        }
        journal.close().await;
    }
}

//! The thread that writes, and the promise that something was written.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use redb::Database;
use tokio::sync::{mpsc, oneshot};

use super::entries;
use crate::{answer::Problem, state::Change};

/// The most requests whose changes are committed together.
const BATCH: usize = 256;

/// One request's changes, and who waits for them.
struct Entry {
    changes: Vec<Change>,
    written: oneshot::Sender<()>,
}

/// The way to the writing thread.
#[derive(Debug)]
pub(crate) struct Journal {
    entries: Mutex<Option<mpsc::UnboundedSender<Entry>>>,
    healthy: Arc<AtomicBool>,
    /// Answers when the file is closed.
    closed: Mutex<Option<oneshot::Receiver<()>>>,
}

/// Changes on their way to the file.
#[derive(Debug)]
pub(crate) struct Written(oneshot::Receiver<()>);

impl Journal {
    /// Starts the writing thread: a commit waits for the disk, and must keep no request waiting but those that asked.
    pub(super) fn start(database: Database) -> io::Result<Self> {
        let (entries, received) = mpsc::unbounded_channel();
        let (closing, closed) = oneshot::channel();
        let healthy = Arc::new(AtomicBool::new(true));
        let told = Arc::clone(&healthy);
        std::thread::Builder::new().name("passwordless-emulator-file".into()).spawn(move || {
            run(&database, received, &told);
            drop(database);
            let _ = closing.send(());
        })?;
        Ok(Self { entries: Mutex::new(Some(entries)), healthy, closed: Mutex::new(Some(closed)) })
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
            // A thread that is gone drops `written`, and the request learns of it.
            let _ = entries.send(Entry { changes, written });
        }
        Written(receiver)
    }

    /// Writes what is on its way and closes the file.
    pub(crate) async fn close(&self) {
        drop(self.entries.lock().unwrap_or_else(PoisonError::into_inner).take());
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(closed) = closed {
            let _ = closed.await;
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
fn run(database: &Database, mut received: mpsc::UnboundedReceiver<Entry>, healthy: &AtomicBool) {
    let mut batch = Vec::with_capacity(BATCH);
    while received.blocking_recv_many(&mut batch, BATCH) > 0 {
        let (changes, waiting): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|entry| (entry.changes, entry.written)).unzip();
        let changes: Vec<_> = changes.into_iter().flatten().collect();
        if let Err(error) = entries::add(database, &changes) {
            // The state is ahead of the file from here on, and nothing after it may be acknowledged.
            tracing::error!(%error, "the data file could not be written; no change is accepted any more");
            healthy.store(false, Ordering::Relaxed);
            return;
        }
        for written in waiting {
            let _ = written.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use redb::{StorageBackend, backends::InMemoryBackend};

    use super::*;

    /// A disk that is full from some moment on.
    #[derive(Debug, Default)]
    struct Disk {
        memory: InMemoryBackend,
        full: Arc<AtomicBool>,
    }

    impl StorageBackend for Disk {
        fn len(&self) -> io::Result<u64> {
            self.memory.len()
        }

        fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
            self.memory.read(offset, out)
        }

        fn set_len(&self, len: u64) -> io::Result<()> {
            self.memory.set_len(len)
        }

        fn sync_data(&self) -> io::Result<()> {
            self.memory.sync_data()
        }

        fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
            match self.full.load(Ordering::Relaxed) {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => self.memory.write(offset, data),
            }
        }
    }

    #[tokio::test]
    async fn after_a_failed_write_nothing_is_acknowledged() {
        let full = Arc::new(AtomicBool::new(false));
        let disk = Disk { full: Arc::clone(&full), ..Disk::default() };
        let journal = Journal::start(Database::builder().create_with_backend(disk).unwrap()).unwrap();
        let change = || vec![Change::CredentialDeleted { app: "test".into(), id: vec![1] }];
        assert!(journal.send(Vec::new()).kept().await.is_ok());
        assert!(journal.send(change()).kept().await.is_ok());
        assert!(journal.is_healthy());
        full.store(true, Ordering::Relaxed);
        for _ in 0..2 {
            let problem = journal.send(change()).kept().await.unwrap_err();
            assert_eq!(problem.to_json()["status"], 500);
            assert!(!journal.is_healthy());
        }
        // The disk has room again, and still nothing is accepted: the state is ahead of the file.
        full.store(false, Ordering::Relaxed);
        assert!(journal.send(change()).kept().await.is_err());
        journal.close().await;
    }
}

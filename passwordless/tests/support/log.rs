//! What was logged, to be read.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing::{Level, Subscriber, subscriber::DefaultGuard};
use tracing_subscriber::fmt::MakeWriter;

/// Keeps what is logged.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

#[allow(dead_code, reason = "some tests look at one thread, and others at the whole process")]
impl Log {
    /// What this thread logs, at this level or above, until the guard is dropped.
    pub(crate) fn of_this_thread(level: Level) -> (Self, DefaultGuard) {
        let log = Self::default();
        let guard = tracing::subscriber::set_default(log.subscriber(level));
        (log, guard)
    }

    /// Whatever the process logs. Only one test of a program may ask for it.
    pub(crate) fn of_the_process() -> Self {
        let log = Self::default();
        tracing::subscriber::set_global_default(log.subscriber(Level::TRACE)).unwrap();
        log
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn subscriber(&self, level: Level) -> impl Subscriber + Send + Sync + use<> {
        tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(self.clone()).finish()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

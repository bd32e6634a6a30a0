//! What the application says in its log.

use std::{
    io,
    sync::{Arc, Mutex, mpsc},
};

use tracing_subscriber::fmt::MakeWriter;

/// Keeps every line, and hands it to whoever waits for one.
#[derive(Clone)]
pub(crate) struct Log {
    text: Arc<Mutex<Vec<u8>>>,
    lines: mpsc::Sender<String>,
}

impl Log {
    /// The log, and its lines as they come.
    pub(crate) fn new() -> (Self, mpsc::Receiver<String>) {
        let (lines, come) = mpsc::channel();
        (Self { text: Arc::default(), lines }, come)
    }

    pub(crate) fn subscriber(&self) -> impl tracing::Subscriber + Send + Sync + use<> {
        tracing_subscriber::fmt().with_ansi(false).with_writer(self.clone()).finish()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.text.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.text.lock().unwrap().extend_from_slice(text);
        // Nobody need be waiting.
        let _ = self.lines.send(String::from_utf8_lossy(text).into_owned());
        Ok(text.len())
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

//! A process of our own: started, listened to, and ended by its id.

use std::{
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
    sync::watch,
    time::timeout,
};

use crate::Error;

/// How long a process may take to become ready or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// A child process whose output is read for as long as it lives (a full pipe would stop it). Killed on drop.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    /// Counts the lines; closed when both outputs have ended.
    lines: watch::Receiver<usize>,
}

impl Process {
    /// Starts `command`; `name` is what errors call it.
    ///
    /// # Errors
    /// When the operating system cannot start it.
    pub fn start(name: &str, command: &mut Command) -> Result<Self, Error> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(Error::system(format!("start {name}")))?;
        let said = Arc::new(Mutex::new(Vec::new()));
        let (count, lines) = watch::channel(0);
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(listen(stdout, Arc::clone(&said), count.clone()));
        }
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(listen(stderr, Arc::clone(&said), count));
        }
        Ok(Self { name: name.to_owned(), child, said, lines })
    }

    /// Waits for a line of output in which `find` finds something.
    ///
    /// # Errors
    /// When the process ends, or half a minute passes, without such a line.
    pub async fn wait_for_line<T>(
        &self,
        waited_for: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Error> {
        let mut lines = self.lines.clone();
        let search = async {
            let mut read = 0;
            loop {
                let found = {
                    let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
                    let found = said[read..].iter().find_map(|line| find(line));
                    read = said.len();
                    found
                };
                if found.is_some() {
                    return found;
                }
                // The count may have moved between the look and here: wait for a number other than what was read.
                if lines.wait_for(|count| *count > read).await.is_err() {
                    let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
                    return said[read..].iter().find_map(|line| find(line));
                }
            }
        };
        match timeout(PATIENCE, search).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(Error::Ended {
                program: self.name.clone(),
                waited_for: waited_for.to_owned(),
                said: self.said(),
            }),
            Err(_) => Err(Error::TimedOut {
                waited_for: format!("{} to say {waited_for}", self.name),
                waited: PATIENCE,
                seen: format!("it said:\n{}", self.said()),
            }),
        }
    }

    /// Everything the process has printed so far.
    #[must_use]
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    /// Asks the process to end (SIGTERM) and waits until it has; one that does not is killed, and that is an error.
    ///
    /// # Errors
    /// When it had to be killed.
    pub async fn stop(&mut self) -> Result<(), Error> {
        let id =
            self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(id) = id {
            rustix::process::kill_process(id, rustix::process::Signal::TERM)
                .map_err(|errno| Error::system(format!("stop {}", self.name))(errno.into()))?;
        }
        self.wait().await
    }

    /// Waits until the process has ended by itself; one that does not is killed, and that is an error.
    ///
    /// # Errors
    /// When it had to be killed.
    pub async fn wait(&mut self) -> Result<(), Error> {
        if let Ok(ended) = timeout(PATIENCE, self.child.wait()).await {
            ended.map_err(Error::system(format!("wait for {}", self.name)))?;
            return Ok(());
        }
        self.child.kill().await.map_err(Error::system(format!("kill {}", self.name)))?;
        Err(Error::TimedOut {
            waited_for: format!("{} to end", self.name),
            waited: PATIENCE,
            seen: format!("it was killed; it said:\n{}", self.said()),
        })
    }
}

async fn listen(output: impl AsyncRead + Unpin, said: Arc<Mutex<Vec<String>>>, count: watch::Sender<usize>) {
    let mut lines = BufReader::new(output).lines();
    // A line that is no UTF-8 is an error of that line only; the end of the output is `None`.
    loop {
        match lines.next_line().await {
            Ok(Some(line)) => {
                let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                said.push(line);
                count.send_replace(said.len());
            }
            Ok(None) => break,
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {}
            Err(_) => break,
        }
    }
}

//! One Chromium process.

use std::{
    env,
    path::{Path, PathBuf},
};

use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

use crate::{Error, Logbook, Person, Process, connection::Connection};

/// What Chromium may be called, and where macOS keeps it.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// No first-run pages, no traffic of the browser's own, no use of a desktop that is not there.
const FLAGS: [&str; 14] = [
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--password-store=basic",
    // Only this machine has a name: whatever a page asks for elsewhere fails, and stands in its logbook.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
    // Two people's windows lie over each other; the hidden one must go on like the other.
    "--disable-backgrounding-occluded-windows",
];

/// A running Chromium with a profile of its own, which goes when this is dropped.
#[derive(Debug)]
pub struct Chromium {
    connection: Connection,
    process: Process,
    // Behind the process, so that the process is killed before its profile is removed.
    _profile: TempDir,
}

impl Chromium {
    /// Starts the Chromium that `CHROMIUM` names, or the first one found on the `PATH`.
    ///
    /// # Errors
    /// When there is none, or it does not start.
    pub async fn launch() -> Result<Self, Error> {
        let profile = tempfile::Builder::new()
            .prefix("stories-")
            .tempdir()
            .map_err(Error::system("make a folder for the browser's profile"))?;
        let mut command = Command::new(find()?);
        command.args(FLAGS).arg(format!("--user-data-dir={}", profile.path().display()));
        // Its other files go with the profile, however it ends.
        command.env("TMPDIR", profile.path());
        if rustix::process::geteuid().is_root() {
            // Chromium's sandbox refuses to start for root; for everybody else it stays on.
            command.arg("--no-sandbox");
        }
        let process = Process::start("Chromium", command.arg("about:blank"))?;
        let url = process
            .wait_for_line("where it listens", |line| {
                line.strip_prefix("DevTools listening on ").map(|url| url.trim().to_owned())
            })
            .await?;
        let connection = Connection::open(&url).await?;
        Ok(Self { connection, process, _profile: profile })
    }

    /// Somebody with a browser of their own: no cookie, cache or passkey is shared with another person.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn person(&self) -> Result<Person, Error> {
        Person::new(self.connection.clone()).await
    }

    /// What the pages of everybody said and asked for.
    #[must_use]
    pub fn logbooks(&self) -> Vec<Logbook> {
        self.connection.logbooks()
    }

    /// Closes the browser and waits until it has gone. Dropping it kills it instead.
    ///
    /// # Errors
    /// When it does not go.
    pub async fn close(mut self) -> Result<(), Error> {
        match self.connection.send(None, "Browser.close", json!({})).await {
            // It may be gone before the answer is through.
            Ok(_) | Err(Error::Closed(_)) => self.process.wait().await,
            Err(error) => Err(error),
        }
    }
}

fn find() -> Result<PathBuf, Error> {
    if let Some(named) = env::var_os("CHROMIUM") {
        let named = PathBuf::from(named);
        return if named.is_file() { Ok(named) } else { Err(Error::NoChromium(named.display().to_string())) };
    }
    let path = env::var_os("PATH").unwrap_or_default();
    NAMES
        .iter()
        .flat_map(|name| {
            // Joining an absolute path gives that path.
            env::split_paths(&path).map(move |folder| folder.join(Path::new(name)))
        })
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| Error::NoChromium(format!("{} on the PATH", NAMES.join(", "))))
}

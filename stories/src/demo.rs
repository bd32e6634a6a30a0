//! The demo as a process of its own.

use std::{
    env, io,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
};

use passwordless_emulator::{App, Emulator};
use tempfile::TempDir;
use tokio::process::Command;

use crate::{Error, Process};

/// What would make the demo talk to the real service, or start it elsewhere.
const NOT_INHERITED: [&str; 9] =
    ["API_URL", "API_KEY", "API_SECRET", "EMULATOR", "DATABASE_URL", "ORIGIN", "PORT", "DATA_DIR", "ADMIN"];

/// A running demo with a folder of its own for what it keeps, which goes when this is dropped.
#[derive(Debug)]
pub struct Demo {
    program: PathBuf,
    port: u16,
    process: Process,
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Demo {
    /// Starts the demo as `cargo run -p demo` does, with its own emulator, on a port that is free.
    ///
    /// # Errors
    /// When it was not built, or does not come up.
    pub async fn start() -> Result<Self, Error> {
        Self::start_with(&[]).await
    }

    /// The same with these variables besides.
    ///
    /// # Errors
    /// When it was not built, or does not come up.
    pub async fn start_with(variables: &[(&str, &str)]) -> Result<Self, Error> {
        let program = built("demo", "DEMO")?;
        let folder = tempfile::Builder::new()
            .prefix("stories-demo-")
            .tempdir()
            .map_err(Error::system("make a folder for the demo"))?;
        Self::know_the_key(folder.path())?;
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        loop {
            let port = free_port()?;
            match run(&program, port, folder.path(), &variables).await {
                Ok(process) => return Ok(Self { program, port, process, folder, variables }),
                // Somebody was quicker; there are others.
                Err(Error::Ended { said, .. }) if said.contains("is taken by another program") => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The secret key of the emulator that the demo starts.
    pub const SECRET: &str = "demo:secret:4b1d5e0c7a2f4c3e9d8b6a5f4e3d2c1b";

    // The demo's emulator makes up its keys and keeps them in its file; a story that wants to look at the service is
    // there first, and writes down a key that it knows.
    fn know_the_key(folder: &Path) -> Result<(), Error> {
        let app = App::new("demo").and_then(|app| app.secret(Self::SECRET));
        let start = |app| Emulator::builder().data(folder.join("emulator.redb")).app(app).start();
        let emulator = app.and_then(start).map_err(io::Error::other);
        emulator.map(Emulator::shutdown).map_err(Error::system("prepare the demo's emulator"))
    }

    /// The address of a page of the demo: `at("/me")`.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Where the demo listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Everything the demo has printed since it was last started.
    #[must_use]
    pub fn said(&self) -> String {
        self.process.said()
    }

    /// Stops the demo as an operator would.
    ///
    /// # Errors
    /// When it does not stop.
    pub async fn stop(&mut self) -> Result<(), Error> {
        self.process.stop().await
    }

    /// Starts the demo again, on the same port and with what it kept, after [`Demo::stop`].
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn start_again(&mut self) -> Result<(), Error> {
        self.process = run(&self.program, self.port, self.folder.path(), &self.variables).await?;
        Ok(())
    }

    /// Starts it again with this user as its administrator.
    ///
    /// # Errors
    /// When it does not stop, or not come up.
    pub async fn name_admin(&mut self, user_id: &str) -> Result<(), Error> {
        self.variables.push(("ADMIN".to_owned(), user_id.to_owned()));
        self.stop().await?;
        self.start_again().await
    }
}

async fn run(
    program: &Path,
    port: u16,
    folder: &Path,
    variables: &[(String, String)],
) -> Result<Process, Error> {
    let mut command = Command::new(program);
    for variable in NOT_INHERITED {
        command.env_remove(variable);
    }
    command.env("PORT", port.to_string()).env("DATA_DIR", folder).env("NO_COLOR", "1").current_dir(folder);
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    let process = Process::start("the demo", &mut command)?;
    process.wait_for_line("that it is open", |line| line.contains(" open http").then_some(())).await?;
    Ok(process)
}

/// A port that nobody listens on just now. The demo takes a number, not a socket, so somebody else may be quicker.
fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Error::system("find a free port"))?;
    Ok(listener.local_addr().map_err(Error::system("find a free port"))?.port())
}

/// A program of this workspace: what `variable` names, or what cargo built beside this test.
fn built(package: &'static str, variable: &'static str) -> Result<PathBuf, Error> {
    let path = match env::var_os(variable) {
        Some(named) => PathBuf::from(named),
        // A test runs as target/debug/deps/NAME; the programs are in target/debug.
        None => env::current_exe()
            .map_err(Error::system("find out where this test runs"))?
            .ancestors()
            .nth(2)
            .unwrap_or(Path::new("."))
            .join(format!("{package}{}", env::consts::EXE_SUFFIX)),
    };
    if path.is_file() { Ok(path) } else { Err(Error::NotBuilt { path, package, variable }) }
}

//! One process of the demo.

use std::fs::File;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rocket::tokio::time::{sleep, timeout};
use tempfile::TempDir;

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Killed when it is dropped.
pub(crate) struct Instance {
    port: u16,
    variables: Vec<(String, String)>,
    folder: TempDir,
    process: Child,
}

impl Instance {
    pub(crate) fn start(port: u16, variables: &[(&str, &str)]) -> Self {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let folder = TempDir::new().unwrap();
        let process = spawn(port, &variables, &folder);
        Self { port, variables, folder, process }
    }

    /// At the same port, with nothing but its variables; what it kept in its folder is gone.
    pub(crate) fn start_again(&mut self) {
        self.folder = TempDir::new().unwrap();
        self.process = spawn(self.port, &self.variables, &self.folder);
    }

    /// As `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Waits until it is ready.
    pub(crate) fn probe(&self) -> impl Future<Output = ()> + use<> {
        let ready = format!("http://127.0.0.1:{}/ready", self.port);
        async move {
            let http = reqwest::Client::builder().no_proxy().build().unwrap();
            let asked = async {
                while !http.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
                    sleep(Duration::from_millis(20)).await;
                }
            };
            timeout(Duration::from_secs(30), asked).await.expect("an instance does not start");
        }
    }
}

fn spawn(port: u16, variables: &[(String, String)], folder: &TempDir) -> Child {
    let log = File::create(folder.path().join("log")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_demo"));
    command.current_dir(folder).env_clear().env("PORT", port.to_string());
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(20).collect();
            eprintln!("the instance at port {} said at last, newest first:\n{}", self.port, last.join("\n"));
        }
    }
}

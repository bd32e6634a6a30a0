//! The demo, and the service that it asks.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use passwordless_emulator::Emulator;
use rocket::tokio::time::{sleep, timeout};
use tempfile::TempDir;

use crate::figures::Figures;

pub(crate) struct Place {
    pub port: u16,
    pub origin: String,
    pub emulator: Emulator,
    pub figures: Figures,
    is_over: AtomicBool,
    process: Child,
    folder: TempDir,
}

impl Place {
    pub(crate) async fn start() -> Self {
        let emulator = Emulator::start().unwrap();
        let folder = TempDir::new().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let origin = format!("http://localhost:{port}");
        let log = File::create(folder.path().join("log")).unwrap();
        let program =
            std::env::var("ENDURANCE_DEMO").unwrap_or_else(|_| env!("CARGO_BIN_EXE_demo").to_owned());
        let mut command = Command::new(program);
        command.current_dir(&folder).env_clear().envs([
            ("PORT", port.to_string().as_str()),
            ("ORIGIN", &origin),
            ("API_URL", emulator.url()),
            ("API_SECRET", emulator.api_secret()),
            ("API_KEY", emulator.api_key()),
            // All visitors come from one address.
            ("RATE_LIMIT", "0"),
        ]);
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let is_over = AtomicBool::new(false);
        let place = Self { port, origin, emulator, figures: Figures::default(), is_over, process, folder };
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let ready = format!("http://127.0.0.1:{port}/ready");
        let asked = async {
            while !http.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(60), asked).await.expect("the demo does not start");
        place
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    pub(crate) fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// The demo's resident memory, in MiB.
    pub(crate) fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        let kib: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kib / 1024
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(20).collect();
            let _ = std::io::Write::write_all(
                &mut std::io::stderr(),
                format!("the demo said at last, newest first:\n{}\n", last.join("\n")).as_bytes(),
            );
        }
    }
}

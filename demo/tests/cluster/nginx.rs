//! nginx with the project's configuration.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::instance::free_port;

const CONFIGURATION: &str = include_str!("../../../deploy/nginx.conf");

const MISSING: &str = "These tests need nginx, in the PATH or /usr/sbin. On Debian: apt-get install nginx";

/// A server of its own, on a free port. Stopped when it is dropped.
pub(crate) struct Nginx {
    process: Child,
    folder: TempDir,
    pub port: u16,
    pub origin: String,
}

/// What nginx noted of a request.
#[derive(Debug)]
pub(crate) struct Noted {
    pub method: String,
    pub status: u16,
    /// The instances that were asked.
    pub asked: String,
}

impl Nginx {
    /// In front of instances at these ports.
    pub(crate) fn start(instances: &[u16]) -> Self {
        let (folder, port) = (TempDir::new().unwrap(), free_port());
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        fs::write(at("demo.conf"), configuration(port, instances, &at("access.log"))).unwrap();
        // What Debian's own nginx.conf has around it, in one process that ends by its id.
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let paths: String = paths.iter().map(|kind| format!("{kind}_temp_path {};\n", at(kind))).collect();
        let main = format!(
            "daemon off;\nmaster_process off;\npid {};\nerror_log {} info;\nevents {{ worker_connections 1024; }}\n\
             http {{\n{paths}default_type application/octet-stream;\ninclude {};\n}}\n",
            at("pid"),
            at("error.log"),
            at("demo.conf"),
        );
        fs::write(at("nginx.conf"), main).unwrap();
        let process = Command::new(program())
            .args(["-p", &at(""), "-e", &at("error.log"), "-c", &at("nginx.conf")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect(MISSING);
        let mut nginx = Self { process, folder, port, origin: format!("http://localhost:{port}") };
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = nginx.process.try_wait().unwrap().is_some();
            assert!(
                !ended && started.elapsed() < Duration::from_secs(30),
                "nginx: {}",
                nginx.said("error.log")
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        nginx
    }

    /// What it noted of every request.
    pub(crate) fn answers(&self) -> Vec<Noted> {
        self.said("access.log").lines().map(Noted::read).collect()
    }

    fn said(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join(file)).unwrap_or_default()
    }
}

impl Noted {
    fn read(line: &str) -> Self {
        let part = |from: &str, to: &str| {
            let (_, rest) = line.split_once(from).unwrap_or_else(|| panic!("no {from} in {line}"));
            rest.split_once(to).unwrap_or_else(|| panic!("no {to} in {line}")).0.to_owned()
        };
        Self {
            method: part("\"", " "),
            status: part("status=", " ").parse().unwrap(),
            asked: part("upstream=", " upstream_status"),
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("nginx said:\n{}", self.said("error.log"));
        }
    }
}

/// The file as it is, but for addresses and the place of its log.
fn configuration(port: u16, instances: &[u16], log: &str) -> String {
    let mut changes = vec![
        ("    listen 80;\n".to_owned(), format!("    listen 127.0.0.1:{port};\n")),
        ("    server_name app.example;\n".to_owned(), "    server_name localhost;\n".to_owned()),
        ("access_log /var/log/nginx/demo.log".to_owned(), format!("access_log {log}")),
    ];
    for number in 1..=3 {
        let server = format!("    server 127.0.0.1:400{number} ");
        changes.push(match instances.get(number - 1) {
            Some(port) => (server, format!("    server 127.0.0.1:{port} ")),
            None => (server, "    # ".to_owned()),
        });
    }
    changes.iter().fold(CONFIGURATION.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "deploy/nginx.conf has not one `{from}`");
        text.replace(from, to)
    })
}

/// Debian keeps it out of the PATH of those who are not root.
fn program() -> &'static str {
    if std::path::Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" }
}

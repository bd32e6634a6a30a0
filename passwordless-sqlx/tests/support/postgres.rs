//! A Postgres server for tests: its own data folder and socket, no network, nothing shared with another.

use std::{
    fs,
    net::TcpListener,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU16, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

const MISSING: &str = "These tests need Postgres' programs initdb and postgres, in /usr/lib/postgresql/*/bin or the PATH. \
    On Debian: apt-get install postgresql";

/// In the name of a socket in a folder of its own, so nobody else has it.
const SOCKET: u16 = 5432;

/// A server, stopped when it is dropped.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: TempDir,
    /// Who it runs as, where that must be somebody else: Postgres refuses to be root.
    owner: Option<(u32, u32)>,
    server: Mutex<Option<Child>>,
    databases: AtomicUsize,
    /// Of the socket; of TCP, too, where the server has a certificate.
    port: AtomicU16,
}

static SHARED: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());

impl Postgres {
    /// The server of all tests that run now; the last of them stops it.
    pub(crate) fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Self::start());
            *shared = Arc::downgrade(&server);
            server
        })
    }

    /// A server of one's own, to be stopped and started.
    pub(crate) fn start() -> Self {
        let programs = programs().unwrap_or_else(|| panic!("{MISSING}"));
        let folder = tempfile::tempdir().unwrap();
        let owner = owner(folder.path());
        let server = Self {
            programs,
            folder,
            owner,
            server: Mutex::new(None),
            databases: AtomicUsize::new(0),
            port: AtomicU16::new(SOCKET),
        };
        let made = server
            .program("initdb")
            .args([
                "--auth=trust",
                "--username=postgres",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
                "--pgdata",
            ])
            .arg(server.data())
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        // One user is asked for a password; the first line that fits decides.
        let hba = server.data().join("pg_hba.conf");
        let trusting = fs::read_to_string(&hba).unwrap();
        fs::write(&hba, format!("local all guarded scram-sha-256\n{trusting}")).unwrap();
        server.resume();
        server
    }

    /// The URL of a new database.
    pub(crate) async fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut connection = connect(&self.url("postgres")).await;
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        self.url(&name)
    }

    fn url(&self, database: &str) -> String {
        let folder = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://postgres@{folder}:{}/{database}", self.port())
    }

    /// Starts the server, or starts it again on what it had written, and waits until it answers.
    pub(crate) fn resume(&self) {
        let log = fs::File::create(self.folder.path().join("log")).unwrap();
        let child = self
            .program("postgres")
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(self.folder.path())
            // A socket in a folder of its own needs no port that could be taken.
            .args(["-p", &self.port().to_string()])
            .args(match self.port() {
                SOCKET => ["-c", "listen_addresses=", "-c", "ssl=off"],
                _ => ["-c", "listen_addresses=127.0.0.1", "-c", "ssl=on"],
            })
            .args(["-c", "fsync=off", "-c", "max_connections=200"])
            .args(["-c", "shared_buffers=16MB", "-c", "autovacuum=off"])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        *self.server.lock().unwrap() = Some(child);
        let started = Instant::now();
        let mut probe = self.program("pg_isready");
        probe.args(["--quiet", "--port", &self.port().to_string(), "--host"]).arg(self.folder.path());
        while !probe.status().unwrap().success() {
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(started.elapsed() < Duration::from_secs(30), "Postgres does not start: {}", log());
        }
    }

    /// Ends the server at once and cuts every connection, as a crash does.
    pub(crate) fn stop(&self) {
        self.thaw();
        let Some(mut server) = self.server.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        // SIGQUIT, so that its own processes end with it.
        let told = Command::new("kill").args(["-QUIT", &server.id().to_string()]).status();
        if !told.is_ok_and(|told| told.success()) {
            let _ = server.kill();
        }
        let _ = server.wait();
    }

    /// Stops the server in its tracks: connections stay open, and nobody answers.
    pub(crate) fn freeze(&self) {
        // Its first process before the others, so that it starts no new one.
        self.signal("-STOP");
    }

    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    /// To each of its processes; one that has ended meanwhile needs none.
    fn signal(&self, name: &str) {
        let id = self.server.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Child::id);
        let Some(id) = id else { return };
        let send = |to: &str| Command::new("kill").args([name, to]).stderr(Stdio::null()).status();
        let _ = send(&id.to_string());
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        for child in children.split_whitespace() {
            let _ = send(child);
        }
    }

    /// Starts again with this certificate and its key, to be reached over TCP at the port that is answered.
    pub(crate) fn serve_tls(&self, certificate: &str, key: &str) -> u16 {
        self.stop();
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = self.data().join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            if let Some((user, group)) = self.owner {
                chown(&path, Some(user), Some(group)).unwrap();
            }
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        self.port.store(free, Ordering::Relaxed);
        self.resume();
        free
    }

    fn port(&self) -> u16 {
        self.port.load(Ordering::Relaxed)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.env_clear().env("LC_ALL", "C").current_dir(self.folder.path());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

pub(crate) async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

/// Debian keeps the programs of each version out of the PATH.
fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// Gives the folder to the user `postgres`, where this process is root.
fn owner(folder: &Path) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;

    // A folder belongs to who made it.
    if fs::metadata(folder).unwrap().uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let fields = users.lines().find(|line| line.starts_with("postgres:")).expect(MISSING).split(':');
    let ids: Vec<u32> = fields.skip(2).take(2).map(|id| id.parse().unwrap()).collect();
    chown(folder, Some(ids[0]), Some(ids[1])).unwrap();
    Some((ids[0], ids[1]))
}

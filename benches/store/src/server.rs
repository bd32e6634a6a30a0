use std::{
    fs,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use tempfile::TempDir;

use crate::Outcome;

/// A Postgres server with its own folder and socket, stopped when it is dropped. It writes to the disk as a server does.
pub(crate) struct Server {
    folder: TempDir,
    child: Child,
    databases: AtomicUsize,
}

impl Server {
    pub(crate) fn start() -> Outcome<Self> {
        let programs = programs().ok_or("Postgres is not installed: initdb and postgres are missing")?;
        let folder = tempfile::tempdir()?;
        let owner = owner(folder.path())?;
        let command = |name: &str| {
            let mut command = Command::new(programs.join(name));
            command.env_clear().env("LC_ALL", "C").current_dir(folder.path());
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command
        };
        let data = folder.path().join("data");
        let mut initdb = command("initdb");
        initdb
            .args(["--auth=trust", "--username=postgres", "--no-sync", "--locale=C", "--pgdata"])
            .arg(&data);
        if !initdb.stdout(Stdio::null()).status()?.success() {
            return Err("initdb failed".into());
        }
        let child = command("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=512MB"])
            .args(["-c", "shared_preload_libraries=pg_stat_statements", "-c", "max_wal_size=4GB"])
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("log"))?)
            .spawn()?;
        let started = Instant::now();
        let mut probe = command("pg_isready");
        probe.args(["--quiet", "--host"]).arg(folder.path());
        while !probe.status()?.success() {
            if started.elapsed() > Duration::from_secs(30) {
                return Err("Postgres does not start".into());
            }
        }
        Ok(Self { folder, child, databases: AtomicUsize::new(0) })
    }

    /// The URL of a new database.
    pub(crate) async fn database(&self) -> Outcome<String> {
        let name = format!("benches_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut connection = AnyConnection::connect(&self.url("postgres")).await?;
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
        connection.close().await?;
        Ok(self.url(&name))
    }

    /// How much processor time the server and its children have taken, those that have ended left out.
    pub(crate) fn processor(&self) -> Duration {
        let id = self.child.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let ticks: u64 = children.split_whitespace().map(ticks).sum();
        Duration::from_millis(ticks * 10)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@{}/{database}", self.folder.path().to_string_lossy().replace('/', "%2F"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGINT, upon which its own processes end with it.
        let told = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        if !told.is_ok_and(|told| told.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// A hundredth of a second each, of a process.
fn ticks(id: &str) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name, in brackets, may hold blanks.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// Debian keeps the programs of each version out of the PATH.
fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.into_iter().find(|folder| folder.join("initdb").exists())
}

/// Gives the folder to the user `postgres`, where this process is root: Postgres refuses to be.
fn owner(folder: &Path) -> Outcome<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt;

    if fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let postgres =
        users.lines().find(|line| line.starts_with("postgres:")).ok_or("there is no user postgres")?;
    let ids = postgres.split(':').skip(2).take(2).map(str::parse).collect::<Result<Vec<u32>, _>>()?;
    let (user, group) = (ids[0], ids[1]);
    chown(folder, Some(user), Some(group))?;
    Ok(Some((user, group)))
}

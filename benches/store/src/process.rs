//! What is done in a process of its own: this program again.

use std::{
    env, fs,
    process::Stdio,
    time::{Duration, Instant, SystemTime},
};

use passwordless::{
    Store,
    store::{Mark, SessionMarks},
};
use passwordless_sqlx::SqlStore;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::sleep,
};

use crate::{Database, Outcome, latency::Latencies, marks::Marks};

pub(crate) const OPENS: &str = "--opens";
pub(crate) const LISTENS: &str = "--listens";

/// Another process of this program, which ends when this is dropped.
pub(crate) struct Process {
    _child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Process {
    pub(crate) fn start(role: &str, database: &Database) -> Outcome<Self> {
        let mut child = Command::new(env::current_exe()?)
            .args([role, database.url()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().ok_or("no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        Ok(Self { _child: child, input, output })
    }

    pub(crate) async fn tell(&mut self, line: &str) -> Outcome {
        Ok(self.input.write_all(format!("{line}\n").as_bytes()).await?)
    }

    pub(crate) async fn answer(&mut self) -> Outcome<Vec<f64>> {
        let line = self.output.next_line().await?.ok_or("a process ended without an answer")?;
        Ok(line.split_whitespace().map(str::parse).collect::<Result<_, _>>()?)
    }
}

/// Opens the store and prints: seconds, megabytes that stay, megabytes at most, nanoseconds a look-up, milliseconds a
/// look, seconds a comparison.
pub(crate) async fn open(database: &Database) -> Outcome {
    let pool = database.pool(2).await?;
    let before = memory("VmRSS")?;
    let started = Instant::now();
    let store = SqlStore::open(pool).await?;
    let opened = started.elapsed().as_secs_f64();
    let (kept, most) = (memory("VmRSS")? - before, memory("VmHWM")? - before);

    let mut looks = Vec::new();
    for _ in 0..50 {
        let started = Instant::now();
        store.refresh().await?;
        looks.push(started.elapsed());
    }
    let look = Latencies::new(looks).of(50).as_secs_f64() * 1e3;
    let mut compared = Vec::new();
    for _ in 0..3 {
        let started = Instant::now();
        store.compare().await?;
        compared.push(started.elapsed());
    }
    let compared = Latencies::new(compared).of(50).as_secs_f64();
    println!("{opened} {kept} {most} {} {look} {compared}", look_up(&store)?);
    Ok(())
}

/// Of somebody who has not signed out, in nanoseconds.
fn look_up(store: &SqlStore) -> Outcome<f64> {
    const SESSIONS: usize = 10_000;
    let (mut marks, now) = (Marks::of(0), SystemTime::now());
    let sessions = (0..SESSIONS).map(|_| {
        let (session, user) = (marks.another(), marks.another());
        Ok(SessionMarks {
            session,
            user,
            credential: Some(marks.another()),
            generation: store.generation(user, now)?,
        })
    });
    let sessions = sessions.collect::<Outcome<Vec<_>>>()?;
    let mut rounds = Vec::new();
    for _ in 0..41 {
        let started = Instant::now();
        for session in &sessions {
            if store.is_revoked(session, now)? {
                return Err("a session that nobody ended has ended".into());
            }
        }
        rounds.push(started.elapsed() / SESSIONS as u32);
    }
    Ok(Latencies::new(rounds).of(50).as_nanos() as f64)
}

/// Says that it listens, then for each session that it is told of, when it has heard of its end.
pub(crate) async fn listen(database: &Database) -> Outcome {
    let store = SqlStore::open(database.pool(1).await?).await?;
    println!("0");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let session = Mark::from_bytes(line.parse::<u128>()?.to_be_bytes());
        let generation = store.generation(session, SystemTime::now())?;
        let session = SessionMarks { session, user: session, credential: None, generation };
        println!("0");
        while !store.is_revoked(&session, SystemTime::now())? {
            sleep(Duration::from_millis(5)).await;
        }
        println!("{}", SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs_f64());
    }
    Ok(())
}

/// In megabytes.
fn memory(name: &str) -> Outcome<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find(|line| line.starts_with(name)).ok_or("the system does not tell of memory")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("a line without a number")?.parse()?;
    Ok(kilobytes / 1024.0)
}

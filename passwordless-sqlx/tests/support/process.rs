//! Other processes: this test program again, which plays the second part of the same test.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, SystemTime},
};

use passwordless::{
    Store,
    store::{Mark, Revocation, SessionMarks, Spent, TokenMarks},
};
use passwordless_sqlx::SqlStore;
use tokio::task::JoinSet;

use super::marks::tomorrow;

/// The variable that holds the database of a process that a test started.
const DATABASE: &str = "PASSWORDLESS_SQLX_TEST_DATABASE";

/// A process with a store, which does what it is told line by line. It is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// Starts this program for the test that calls this, and waits until its store is open.
    pub(crate) fn start(test: &str, database: &str) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args([test, "--exact", "--nocapture"])
            .env(DATABASE, database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut process = Self { child, input, output };
        assert_eq!(process.answer(), "ready");
        process
    }

    pub(crate) fn ask(&mut self, line: &str) -> String {
        self.tell(line);
        self.answer()
    }

    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    /// The next line that begins with `@`: libtest writes others.
    pub(crate) fn answer(&mut self) -> String {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if let Some((_, answer)) = line.split_once('@') {
                return answer.trim_end().to_owned();
            }
            line.clear();
        }
        panic!("a process ended without an answer");
    }

    /// As `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The database, in a process that a test started.
pub(crate) fn database_of_this_process() -> Option<String> {
    env::var(DATABASE).ok()
}

/// Does what the test says until it hangs up.
pub(crate) async fn serve(store: SqlStore) {
    println!("@ready");
    let (lines, mut asked) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        std::io::stdin().lines().map_while(Result::ok).try_for_each(|line| lines.send(line))
    });
    while let Some(line) = asked.recv().await {
        let words: Vec<&str> = line.split(' ').collect();
        println!("@{}", answer(&store, &words).await);
    }
}

async fn answer(store: &SqlStore, words: &[&str]) -> String {
    let now = SystemTime::now();
    match *words {
        ["replay", token, user, tokens, times] => {
            let tokens = tokens.parse().unwrap();
            replay(store, unhex(token), unhex(user), tokens, times.parse().unwrap()).await
        }
        ["revoke", user] => {
            format!("{:?}", store.revoke(Revocation::User(unhex(user)), tomorrow(), now).await)
        }
        ["revoked", session, user, generation] => {
            let generation = generation.parse().unwrap();
            let (session, user) = (unhex(session), unhex(user));
            format!(
                "{:?}",
                store.is_revoked(&SessionMarks { session, user, credential: None, generation }, now)
            )
        }
        ["lease", user, millis] => {
            let length = Duration::from_millis(millis.parse().unwrap());
            format!("{}", store.lease(unhex(user), length, now).await.unwrap().is_some())
        }
        _ => panic!("{words:?} says nothing to this process"),
    }
}

/// Of so many tokens, which differ in their last bytes.
pub(crate) fn numbered(token: Mark, number: usize) -> Mark {
    Mark::from_bytes((u128::from_be_bytes(*token.as_bytes()) ^ number as u128).to_be_bytes())
}

/// Shows these tokens in turn, so many times, a hundred at once, and counts the answers.
async fn replay(store: &SqlStore, token: Mark, user: Mark, tokens: usize, times: usize) -> String {
    let now = SystemTime::now();
    let until = now + Duration::from_secs(600);
    let first_token = TokenMarks { token, user, credential: None, minted_at: now, until };
    let (mut first, mut again, mut other) = (0, 0, Vec::new());
    let mut tasks = JoinSet::new();
    let mut shown = 0;
    while shown < times || !tasks.is_empty() {
        while tasks.len() < 100 && shown < times {
            let store = store.clone();
            let token = TokenMarks { token: numbered(token, shown % tokens), ..first_token };
            tasks.spawn(async move { store.spend(token, None, now).await });
            shown += 1;
        }
        match tasks.join_next().await.unwrap().unwrap() {
            Ok(Spent::First { .. }) => first += 1,
            Ok(Spent::Again) => again += 1,
            answer => other.push(format!("{answer:?}")),
        }
    }
    format!(
        "{first} first, {again} again, {} others {}",
        other.len(),
        other.first().cloned().unwrap_or_default()
    )
}

pub(crate) fn hex(mark: Mark) -> String {
    mark.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(hex: &str) -> Mark {
    Mark::from_bytes(u128::from_str_radix(hex, 16).unwrap().to_be_bytes())
}

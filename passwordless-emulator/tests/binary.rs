//! The program.
#![cfg(all(feature = "binary", feature = "testing"))]
#![allow(clippy::unwrap_used, reason = "a test that unwraps says where it failed")]

mod support;

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use passwordless_emulator::testing::Browser;
use support::{Backend, ORIGIN};
use tokio::sync::mpsc;

const SECRET: &str = "test:secret:a679563b331846c79c20b114a4f56d02";
const PUBLIC: &str = "test:public:2e728aa5986f4ba8b073a5b28a939795";

/// The running program; killed when a test ends early.
struct Program {
    child: Child,
    url: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passwordless-emulator"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).env_remove("RUST_LOG");
    command
}

fn start(arguments: &[&str]) -> Program {
    let mut child = command(arguments).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim_end().strip_prefix("passwordless-emulator is ready at ").unwrap().to_owned();
    Program { child, url }
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn signal(program: &Program, name: &str) {
    let id = program.child.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
}

#[tokio::test]
async fn it_says_when_it_is_ready_and_serves_the_development_keys() {
    let started = Instant::now();
    let mut program = start(&["--port", "0"]);
    println!("ready in {:?}", started.elapsed());
    let backend = Backend::at(&program.url, SECRET, PUBLIC);
    let browser = Browser::new(&program.url, PUBLIC, ORIGIN);
    browser.register(&backend.register_token("alice").await).await.unwrap();
    assert_eq!(backend.user_of(&browser.sign_in().await.unwrap()).await, "alice");
    for name in ["TERM", "INT"] {
        signal(&program, name);
        assert!(program.child.wait().unwrap().success(), "{name}");
        program = start(&["--port", "0"]);
    }
}

#[test]
fn a_busy_port_a_bad_file_and_a_bad_key_get_a_sentence() {
    let program = start(&["--port", "0"]);
    let port = program.url.rsplit(':').next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "n".repeat(5000)).unwrap();
    let cases: [(&[&str], &str); 6] = [
        (&["--port", port], "choose another port"),
        (&["--port", "0", "--data", file.to_str().unwrap()], "not a data file of an emulator"),
        (&["--port", "0", "--app", "acme"], "must begin with `test` or `demo`"),
        (&["--port", "0", "--app", "demo", "--secret", PUBLIC], "a key of another kind"),
        (&["--port", "0", "--app", "demo", "--public", PUBLIC], "belongs to another application"),
        (&["--port", "0", "--management-key", " "], "printable ASCII"),
    ];
    for (arguments, sentence) in cases {
        let output = run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(sentence) && said.lines().count() == 1, "{said}");
        assert!(!said.contains("2e728aa5"), "a key is repeated: {said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn generated_keys_are_printed_after_the_ready_line() {
    let mut child = command(&["--port", "0", "--app", "demoshop"]).spawn().unwrap();
    let lines: Vec<_> =
        BufReader::new(child.stdout.take().unwrap()).lines().take(3).map(Result::unwrap).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(lines[1].starts_with("API_SECRET=demoshop:secret:"), "{lines:?}");
    assert!(lines[2].starts_with("API_KEY=demoshop:public:"), "{lines:?}");
}

/// Registers and signs in until the program is gone; returns the browsers whose passkey was acknowledged.
async fn busy(url: String, worker: usize, acknowledged: mpsc::UnboundedSender<()>) -> Vec<(String, Browser)> {
    let mut kept = Vec::new();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for round in 0.. {
        let user = format!("user-{worker}-{round}");
        let body = serde_json::json!({ "userId": user, "username": user });
        let request = http.post(format!("{url}/register/token")).header("ApiSecret", SECRET).json(&body);
        let Ok(response) = request.send().await else { break };
        let Ok(token) = response.json::<serde_json::Value>().await else { break };
        let browser = Browser::new(&url, PUBLIC, ORIGIN);
        if browser.register(token["token"].as_str().unwrap()).await.is_err() {
            break;
        }
        let _ = acknowledged.send(());
        let signed_in = browser.sign_in().await.is_ok();
        kept.push((user, browser));
        if !signed_in {
            break;
        }
    }
    kept
}

async fn kill_in_the_middle(path: &Path) -> Vec<(String, Browser)> {
    let mut program = start(&["--port", "0", "--data", path.to_str().unwrap()]);
    let (acknowledged, mut made) = mpsc::unbounded_channel();
    let workers: Vec<_> =
        (0..4).map(|worker| tokio::spawn(busy(program.url.clone(), worker, acknowledged.clone()))).collect();
    for _ in 0..60 {
        tokio::time::timeout(Duration::from_secs(20), made.recv()).await.unwrap().unwrap();
    }
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    let mut kept = Vec::new();
    for worker in workers {
        kept.extend(worker.await.unwrap());
    }
    kept
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_passkey_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let seconds = std::env::var("KILL_SECONDS").map_or(10, |text| text.parse().unwrap());
    let started = Instant::now();
    for round in 0.. {
        if started.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
        let path = folder.path().join(format!("{round}.redb"));
        let kept = kill_in_the_middle(&path).await;
        assert!(kept.len() >= 60, "only {} passkeys were made", kept.len());
        let program = start(&["--port", "0", "--data", path.to_str().unwrap()]);
        let backend = Backend::at(&program.url, SECRET, PUBLIC);
        for (user, browser) in &kept {
            let begin = serde_json::json!({ "userId": user, "RPID": "localhost", "Origin": ORIGIN });
            let (_, begun) = backend.post_public("/signin/begin", &begin).await;
            let signed = browser.passkey().get(&begun["data"], ORIGIN).unwrap();
            let body = serde_json::json!({ "session": begun["session"], "response": signed,
                "RPID": "localhost", "Origin": ORIGIN });
            let (status, answer) = backend.post_public("/signin/complete", &body).await;
            assert_eq!(status, 200, "{user} was acknowledged and is gone: {answer}");
        }
        println!("{} acknowledged passkeys survived", kept.len());
    }
}

#[tokio::test]
async fn it_warns_where_it_listens_to_others_and_only_there() {
    for (arguments, warns) in [
        (&["--port", "0", "--host", "0.0.0.0", "--host-name", "emulator"][..], true),
        (&["--port", "0", "--host", "127.0.0.1"], false),
        (&["--port", "0"], false),
    ] {
        let mut program = start(arguments);
        let backend = Backend::at(&program.url, SECRET, PUBLIC);
        assert_eq!(backend.get("/users/count").await.0, 200);
        signal(&program, "TERM");
        program.child.wait().unwrap();
        let mut said = String::new();
        program.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said.contains("everyone who reaches this address"), warns, "{arguments:?}: {said}");
    }
    let refused = run(&["--host-name", "emulator"]);
    assert!(!refused.status.success(), "a name without an address");
}

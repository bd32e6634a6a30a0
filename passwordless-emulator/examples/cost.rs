//! What the emulator costs: `cost PROGRAM [FILE]` starts the program, in memory or with a data file, and prints how soon
//! it is ready, its memory, and its CPU time for each registration, sign-in and verification. Linux only.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for its authors, which may stop where it failed"
)]

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use passwordless_emulator::{
    Emulator,
    testing::{Algorithm, Passkey},
};
use serde_json::{Value, json};

const SECRET: &str = "test:secret:a679563b331846c79c20b114a4f56d02";
const PUBLIC: &str = "test:public:2e728aa5986f4ba8b073a5b28a939795";
const ORIGIN: &str = "http://localhost:4000";
const ROUNDS: u32 = 2000;

/// The started program and a way to ask it.
struct Program {
    child: Child,
    http: reqwest::Client,
    url: String,
}

impl Program {
    fn start(path: &str, data: Option<&str>) -> (Self, Duration) {
        let started = Instant::now();
        let mut command = Command::new(path);
        command.args(["--port", "0"]).args(data.map(|file| ["--data", file]).into_iter().flatten());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = started.elapsed();
        let url = line.trim().rsplit(' ').next().unwrap().to_owned();
        let http = reqwest::Client::builder().no_proxy().user_agent("cost/1").build().unwrap();
        (Self { child, http, url }, ready)
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url));
        let request = request.header("ApiKey", PUBLIC).json(body);
        answer(request).await
    }

    async fn post_secret(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url));
        answer(request.header("ApiSecret", SECRET).json(body)).await
    }

    /// CPU time so far, in kernel ticks of 10 ms.
    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks: u64 = [11, 12].map(|place: usize| fields[place].parse::<u64>().unwrap()).iter().sum();
        Duration::from_millis(ticks * 10)
    }

    fn megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    assert!(response.status().is_success(), "{}", response.status());
    response.json().await.unwrap_or_default()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap();
    let data = arguments.next();
    let started = Instant::now();
    let inside = Emulator::start().unwrap();
    println!("ready in-process: {:?}", started.elapsed());
    drop(inside);
    let (mut program, ready) = Program::start(&path, data.as_deref());
    println!("ready as a process: {ready:?}, {:.1} MB", program.megabytes());

    let (mut passkey, mut token) = (Passkey::new(), String::new());
    passkey.algorithm(Algorithm::Es256);
    let before = program.cpu();
    for round in 0..ROUNDS {
        let user = json!({ "userId": format!("user-{round}"), "username": "pat" });
        let registration = program.post_secret("/register/token", &user).await;
        let begin = json!({ "token": registration["token"], "RPID": "localhost", "Origin": ORIGIN });
        let begun = program.post("/register/begin", &begin).await;
        let made = passkey.create(&begun["data"], ORIGIN).unwrap();
        let complete =
            json!({ "session": begun["session"], "response": made, "RPID": "localhost", "Origin": ORIGIN });
        token = program.post("/register/complete", &complete).await["token"].as_str().unwrap().to_owned();
    }
    let registered = program.cpu();
    for _ in 0..ROUNDS {
        let begun = program.post("/signin/begin", &json!({ "RPID": "localhost", "Origin": ORIGIN })).await;
        let signed = passkey.get(&begun["data"], ORIGIN).unwrap();
        let complete =
            json!({ "session": begun["session"], "response": signed, "RPID": "localhost", "Origin": ORIGIN });
        token = program.post("/signin/complete", &complete).await["token"].as_str().unwrap().to_owned();
        program.post_secret("/signin/verify", &json!({ "token": token })).await;
    }
    let signed_in = program.cpu();
    for _ in 0..ROUNDS {
        program.post_secret("/signin/verify", &json!({ "token": token })).await;
    }
    let verified = program.cpu();
    let each = |from: Duration, to: Duration| (to - from).as_secs_f64() * 1000.0 / f64::from(ROUNDS);
    println!("registration (3 requests): {:.3} ms of CPU", each(before, registered));
    println!("sign-in (3 requests): {:.3} ms of CPU", each(registered, signed_in));
    println!("verification: {:.3} ms of CPU", each(signed_in, verified));
    let (small, started) = (program.megabytes(), Instant::now());
    let users: Vec<_> = (0..10_000)
        .map(|n| json!({ "userId": format!("seed-{n}"), "passkeys": [{ "rpId": "localhost" }] }))
        .collect();
    program.post("/_emulator/seed", &json!({ "users": users })).await;
    println!(
        "10,000 users seeded in {:?}; from {small:.1} to {:.1} MB",
        started.elapsed(),
        program.megabytes()
    );
    program.child.kill().unwrap();
    program.child.wait().unwrap();
}

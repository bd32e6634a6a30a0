//! The emulator in a process of its own, so that its work is not taken for ours.

use std::{
    env,
    io::{self, BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use passwordless_emulator::{Emulator, testing::Browser};
use serde_json::{Value, json};

use super::ORIGIN;
use crate::Outcome;

pub(crate) const AS_SERVICE: &str = "as-service";

/// The other process, as this one sees it.
pub(super) struct Service {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    pub(super) url: String,
    pub(super) secret: String,
}

impl Service {
    pub(super) fn start() -> Outcome<Self> {
        let mut command = Command::new(env::current_exe()?);
        let mut child = command.arg(AS_SERVICE).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (orders, answers) = (child.stdin.take(), child.stdout.take());
        let (orders, answers) = orders.zip(answers).ok_or("the service has no pipes")?;
        let mut service = Self {
            child,
            orders,
            answers: BufReader::new(answers),
            url: String::new(),
            secret: String::new(),
        };
        (service.url, service.secret) = (service.line()?, service.line()?);
        Ok(service)
    }

    /// Fresh tokens of ceremonies with a passkey. The ceremonies are the other process's work, too.
    pub(super) fn tokens(&mut self, many: usize) -> Outcome<Vec<String>> {
        writeln!(self.orders, "{many}")?;
        (0..many).map(|_| self.line()).collect()
    }

    fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        match line.trim_end() {
            "" => Err("the service has ended".into()),
            text => Ok(text.to_owned()),
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the other process does: it says where it is, and makes as many tokens as it is told to.
pub(crate) fn serve() -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let emulator = Emulator::start()?;
    let browser = emulator.browser(ORIGIN);
    runtime.block_on(register(&emulator, &browser))?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}\n{}", emulator.url(), emulator.api_secret())?;
    out.flush()?;
    for order in io::stdin().lock().lines() {
        for _ in 0..order?.trim().parse::<usize>()? {
            writeln!(out, "{}", runtime.block_on(browser.sign_in())?)?;
        }
        out.flush()?;
    }
    Ok(())
}

async fn register(emulator: &Emulator, browser: &Browser) -> Outcome {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let request = http.post(format!("{}/register/token", emulator.url()));
    let request = request.header("ApiSecret", emulator.api_secret());
    let body = json!({ "userId": "4df2adbe-255b-489f-87b3", "username": "pat@example.com" });
    let answer: Value = request.json(&body).send().await?.json().await?;
    browser.register(answer["token"].as_str().ok_or("no registration token")?).await?;
    Ok(())
}

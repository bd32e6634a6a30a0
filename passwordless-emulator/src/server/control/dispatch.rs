//! The controls by HTTP.

use http::{Method, StatusCode, request::Parts};
use hyper::body::Incoming;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{guard, shown::Shown};
use crate::{
    answer::{Answer, Problem, parameter, read_body},
    clock::Moment,
    control::{CONTROL_PREFIX, Fault, MagicLink, SeedUser, SeededPasskey, Snapshot, lock},
    state::{Application, State},
    vault::Vault,
};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Seed {
    app: Option<String>,
    users: Vec<SeedUser>,
}

#[derive(Serialize)]
struct Seeded {
    passkeys: Vec<SeededPasskey>,
}

/// Exactly one of the three.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum ClockChange {
    /// A date such as `2030-01-31T12:00:00Z`.
    Fix(String),
    MoveSeconds(f64),
    Run(bool),
}

#[derive(Serialize)]
struct ClockState {
    now: String,
    fixed: bool,
}

#[derive(Serialize)]
struct Ready {
    ready: bool,
}

/// Whether a path is one of the controls.
pub(crate) fn owns(path: &str) -> bool {
    path.strip_prefix(CONTROL_PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a control. No header lets a page of another origin read it.
pub(crate) async fn answer(vault: &Vault, parts: &Parts, body: &mut Incoming) -> Answer {
    let outcome = match guard::check(&parts.headers, &vault.controls.reach) {
        Ok(()) => dispatch(vault, parts, body).await,
        Err(problem) => Err(problem),
    };
    outcome.unwrap_or_else(Answer::from).uncached()
}

async fn dispatch(vault: &Vault, parts: &Parts, body: &mut Incoming) -> Result<Answer, Problem> {
    let done = Answer::empty(StatusCode::NO_CONTENT);
    let path = parts.uri.path().strip_prefix(CONTROL_PREFIX).unwrap_or_default();
    let path = path.strip_suffix('/').unwrap_or(path);
    let controls = &vault.controls;
    if let Some(name) = path.strip_prefix("/snapshots/") {
        return snapshot(vault, &parts.method, name).await;
    }
    Ok(match (parts.method.as_str(), path) {
        ("GET", "") => Answer::file(HTML, include_bytes!("page/index.html")),
        ("GET", "/page.js") => Answer::file(SCRIPT, include_bytes!("page/page.js")),
        ("GET", "/page.css") => Answer::file(STYLE, include_bytes!("page/page.css")),
        ("GET", "/ready") => Answer::json(&Ready { ready: vault.is_healthy() }),
        ("GET", "/state") => Answer::json(&Shown::of(vault, controls)),
        ("POST", "/seed") => {
            let Seed { app, users } = read(parts, body).await?;
            Answer::json(&Seeded { passkeys: vault.seed(app, users).await? })
        }
        ("GET", "/export") => Answer::written(vault.export()),
        ("POST", "/import") => {
            vault.import(&read_body(&parts.headers, body).await?).await?;
            done
        }
        ("POST", "/reset") => {
            vault.reset().await?;
            done
        }
        ("GET", "/clock") => clock(vault),
        ("POST", "/clock") => {
            change_clock(vault, read(parts, body).await?)?;
            clock(vault)
        }
        ("GET", "/faults") => Answer::json(&*lock(&controls.faults)),
        ("POST", "/faults") => {
            let fault: Fault = read(parts, body).await?;
            lock(&controls.faults).push(fault);
            done
        }
        ("DELETE", "/faults") => {
            lock(&controls.faults).clear();
            done
        }
        ("GET", "/outbox") => {
            let address = parameter(parts.uri.query().unwrap_or_default(), "address");
            let fits = |link: &MagicLink| address.as_deref().is_none_or(|address| address == link.address());
            let links = |state: &State| {
                state
                    .applications()
                    .flat_map(Application::outbox)
                    .map(MagicLink::from)
                    .filter(fits)
                    .collect::<Vec<_>>()
            };
            Answer::json(&vault.read(links))
        }
        ("DELETE", "/outbox") => {
            vault
                .control(|state, changes| {
                    state.applications_mut().for_each(|application| application.clear_outbox(changes));
                    Ok(())
                })
                .await?;
            done
        }
        ("GET", "/requests") => Answer::json(&lock(&controls.log).iter().collect::<Vec<_>>()),
        ("DELETE", "/requests") => {
            lock(&controls.log).clear();
            done
        }
        _ => return Err(Problem::unknown_control()),
    })
}

async fn read<T: DeserializeOwned>(parts: &Parts, body: &mut Incoming) -> Result<T, Problem> {
    let text = read_body(&parts.headers, body).await?;
    serde_json::from_str(&text)
        .map_err(|error| Problem::malformed(format!("The body cannot be read: {error}.")))
}

/// Takes, restores or forgets the snapshot of this name.
async fn snapshot(vault: &Vault, method: &Method, name: &str) -> Result<Answer, Problem> {
    let snapshots = &vault.controls.snapshots;
    let done = Answer::empty(StatusCode::NO_CONTENT);
    if let Some(name) = name.strip_suffix("/restore").filter(|_| method == Method::POST) {
        let snapshot = lock(snapshots).get(name).cloned().ok_or_else(Problem::unknown_control)?;
        vault.replace(snapshot.0.into_applications()).await?;
        return Ok(done);
    }
    match method.as_str() {
        "POST" | "PUT" if !name.is_empty() && !name.contains('/') => {
            let snapshot = Snapshot(vault.read(State::clone));
            lock(snapshots).insert(name.to_owned(), snapshot);
            Ok(done)
        }
        "DELETE" => lock(snapshots).remove(name).map(|_| done).ok_or_else(Problem::unknown_control),
        _ => Err(Problem::unknown_control()),
    }
}

fn clock(vault: &Vault) -> Answer {
    Answer::json(&ClockState { now: vault.now().zulu(), fixed: vault.clock.is_fixed() })
}

fn change_clock(vault: &Vault, change: ClockChange) -> Result<(), Problem> {
    match change {
        ClockChange::Fix(at) => {
            let at: Timestamp = at
                .parse()
                .map_err(|_| Problem::malformed("Fix the clock at a date such as 2030-01-31T12:00:00Z."))?;
            vault.clock.fix(Moment::from_timestamp(at));
        }
        #[expect(clippy::cast_possible_truncation, reason = "the ends of time are far enough away")]
        ClockChange::MoveSeconds(seconds) => vault.clock.shift((seconds * 1e7) as i64),
        ClockChange::Run(true) => vault.clock.follow(),
        ClockChange::Run(false) => vault.clock.fix(vault.now()),
    }
    Ok(())
}

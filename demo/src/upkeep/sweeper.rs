use std::time::{Duration, SystemTime};

use passwordless_rocket::Passwordless;
use rocket::fairing::AdHoc;
use rocket::{Orbit, Rocket};

use super::deletion;
use crate::state::Application;

/// How long it rests.
const PERIOD: Duration = Duration::from_secs(600);

/// How old a registration is before it counts as never finished.
const UNFINISHED: Duration = Duration::from_secs(2 * 3600);

/// Finishes deletions that were begun and deletes registrations that nobody finished, every ten
/// minutes for as long as the server runs.
pub(crate) fn sweeper() -> AdHoc {
    AdHoc::on_liftoff("sweeper", |rocket| Box::pin(async move { start(rocket) }))
}

fn start(rocket: &Rocket<Orbit>) {
    let Some(passwordless) = rocket.state::<Passwordless>().cloned() else { return };
    let Some(application) = rocket.state::<Application>().cloned() else { return };
    let mut shutdown = rocket.shutdown();
    rocket::tokio::spawn(async move {
        let mut every = rocket::tokio::time::interval(PERIOD);
        loop {
            rocket::tokio::select! {
                () = &mut shutdown => return,
                _ = every.tick() => sweep(&application, &passwordless).await,
            }
        }
    });
}

async fn sweep(application: &Application, passwordless: &Passwordless) {
    if let Err(problem) = deletion::finish_all(application, passwordless).await {
        tracing::warn!(code = problem.code, "not every deleted user is deleted everywhere");
    }
    if let Err(rejection) = passwordless.accounts().delete_unfinished(UNFINISHED, SystemTime::now()).await {
        tracing::warn!(code = rejection.code(), "registrations that nobody finished stay at the service");
    }
}

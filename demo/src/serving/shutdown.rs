//! How the server ends: what is under way is finished, then the database is closed.

use std::sync::Arc;
use std::time::Duration;

use rocket::error::ErrorKind;
use rocket::tokio::time::{sleep, timeout};
use rocket::{Build, Orbit, Rocket};

use crate::state::Application;

/// How many seconds requests under way have, and then their connections; together less than the ten after which
/// Docker kills a program. `ROCKET_SHUTDOWN` and `Rocket.toml` may say otherwise.
pub(crate) const GRACE: (&str, u32) = ("shutdown.grace", 5);
/// What connections have after that to be closed.
pub(crate) const MERCY: (&str, u32) = ("shutdown.mercy", 2);

/// Serves until SIGTERM or SIGINT comes, and closes the database after the last answer.
///
/// # Errors
///
/// If the server does not launch.
pub async fn run(server: Rocket<Build>) -> Result<(), Box<rocket::Error>> {
    // Rocket calls its shutdown fairings while requests are still under way: they would lose their database.
    let application = match server.launch().await {
        Ok(rocket) => rocket.state::<Application>().map(|application| application.database.clone()),
        Err(error) => match error.kind() {
            ErrorKind::Shutdown(rocket, _) => {
                if !ends(rocket).await {
                    tracing::warn!("some requests took longer than the grace, and were cut off");
                }
                rocket.state::<Application>().map(|application| application.database.clone())
            }
            _ => return Err(Box::new(error)),
        },
    };
    if let Some(database) = application {
        database.close().await;
    }
    tracing::info!("stopped");
    Ok(())
}

/// Waits until the last request lets go of the server, or its grace is over.
///
/// Rocket does so itself unless its accept loop sees the signal first; then it gives up while requests are under way.
async fn ends(rocket: &Arc<Rocket<Orbit>>) -> bool {
    let shutdown = &rocket.config().shutdown;
    let grace = Duration::from_secs(u64::from(shutdown.grace) + u64::from(shutdown.mercy) + 1);
    let ended = async {
        // One is the error's.
        while Arc::strong_count(rocket) > 1 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(grace, ended).await.is_ok()
}

//! How the server ends: what is under way is finished, then the database is closed.

use rocket::error::ErrorKind;
use rocket::{Build, Rocket};

use crate::application::Application;

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
                tracing::warn!("some requests took longer than the grace, and were cut off");
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

//! What a load balancer asks: does this process live, and should it be sent requests?

use std::borrow::Cow;
use std::time::Duration;

use rocket::futures::FutureExt;
use rocket::http::Status;
use rocket::response::content::RawJson;
use rocket::tokio::time::timeout;
use rocket::{Route, Shutdown, State, get, routes};

use crate::chain::Chain;
use crate::request::Problem;
use crate::state::Application;

/// Before any other route, even that which leads from an IP address to our name: a probe comes by the address.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = routes![health, ready];
    routes.iter_mut().for_each(|route| route.rank = -200);
    routes
}

/// A load balancer asks again soon, and has given up by then.
const PATIENCE: Duration = Duration::from_secs(1);

/// The process lives and answers; if not, restart it.
#[get("/health")]
fn health() -> RawJson<&'static str> {
    RawJson(r#"{"status":"alive"}"#)
}

/// Sign-outs were read, the database takes writes, and no shutdown has begun; if not, send requests elsewhere.
#[get("/ready")]
async fn ready(
    application: &State<Application>,
    shutdown: Shutdown,
) -> Result<RawJson<&'static str>, Problem> {
    if shutdown.now_or_never().is_some() {
        return Err(not_ready("The server is shutting down."));
    }
    if let Some((read, all)) = application.database.opening() {
        return Err(not_ready(format!("Sign-outs are being read: {read} of {all}.")));
    }
    match timeout(PATIENCE, application.database.ping()).await {
        Ok(Ok(())) => return Ok(RawJson(r#"{"status":"ready"}"#)),
        Ok(Err(error)) => tracing::warn!(error = %Chain(&*error), "not ready: the database does not work"),
        Err(_) => tracing::warn!("not ready: the database does not answer within {PATIENCE:?}"),
    }
    Err(not_ready("The database does not answer, or takes no writes."))
}

fn not_ready(why: impl Into<Cow<'static, str>>) -> Problem {
    Problem::new(Status::ServiceUnavailable, "not_ready", why)
}

use std::sync::PoisonError;

use passwordless::{Purpose as _, StepUp};
use rocket::{
    Build, Orbit, Rocket,
    config::LogLevel,
    fairing::{self, Fairing, Info, Kind},
    request::Request,
    response::Response,
    tokio,
};

use super::{PasswordlessFairing, Settings, catchers, finish::finish};
use crate::{config::Config, launch_error::LaunchError, passwordless::Passwordless, routes};

#[rocket::async_trait]
impl Fairing for PasswordlessFairing {
    fn info(&self) -> Info {
        let kind = Kind::Ignite | Kind::Liftoff | Kind::Response | Kind::Singleton;
        Info { name: "Passwordless", kind }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> fairing::Result {
        let settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A fairing ignites once.
        let Some(settings) = settings else { return Err(rocket) };
        warn_of_debug_log(&rocket);
        match plan(settings, &rocket) {
            Ok(plan) => Ok(plan.carry_out(rocket)),
            Err(error) => {
                tracing::error!(target: "passwordless.launch_refused", "the launch is refused: {error}");
                Err(rocket)
            }
        }
    }

    async fn on_liftoff(&self, rocket: &Rocket<Orbit>) {
        let Some(passwordless) = rocket.state::<Passwordless>() else { return };
        // The service always knows its own purpose, so most applications need not ask.
        if passwordless.accounts().purposes().all(|purpose| purpose == StepUp::NAME) {
            return;
        }
        let accounts = passwordless.accounts().clone();
        // Beside the launch: an outage of the service must not hold it up.
        tokio::spawn(async move {
            if let Err(error) = accounts.missing_purposes().await {
                let error = &error as &(dyn std::error::Error + 'static);
                tracing::warn!(
                    target: "passwordless.purposes_unchecked", error,
                    "the service could not be asked whether it knows the purposes of step-ups"
                );
            }
        });
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if let Some(passwordless) = request.rocket().state::<Passwordless>() {
            finish(passwordless, request, response);
        }
    }
}

/// What is to be put into the rocket.
struct Plan {
    passwordless: Passwordless,
    prefix: routes::Prefix,
    routes: Vec<rocket::Route>,
    catchers: Vec<rocket::Catcher>,
}

/// At `debug` Rocket prints every request as it came, with its cookies and tokens.
fn warn_of_debug_log(rocket: &Rocket<Build>) {
    if rocket.figment().extract_inner::<LogLevel>("log_level").is_ok_and(|level| level == LogLevel::Debug) {
        tracing::warn!(
            target: "passwordless.debug_log",
            "`log_level` is `debug`, at which Rocket prints each request with its cookies and tokens: whoever reads the \
             log can be the people in it. Set `log_level` to `normal` or `off`"
        );
    }
}

fn plan(settings: Settings, rocket: &Rocket<Build>) -> Result<Plan, LaunchError> {
    let settings = settings.with(rocket)?;
    let has_no_catchers = settings.has_no_catchers;
    let (passwordless, prefix) = settings.configure(rocket, Config::read(rocket)?)?;
    let routes = routes::table(&passwordless, &prefix);
    routes::check_collisions(&routes, &prefix, rocket.routes())?;
    let catchers = if has_no_catchers { Vec::new() } else { catchers::missing(rocket) };
    Ok(Plan { passwordless, prefix, routes, catchers })
}

impl Plan {
    fn carry_out(self, rocket: Rocket<Build>) -> Rocket<Build> {
        let documents = routes::well_known(self.passwordless.core().well_known());
        let rocket = rocket.manage(self.passwordless).register("/", self.catchers);
        let rocket = if documents.is_empty() { rocket } else { rocket.mount("/", documents) };
        if self.routes.is_empty() { rocket } else { rocket.mount(self.prefix.as_str(), self.routes) }
    }
}

//! Starts the demo: `cargo run -p demo`, then <http://localhost:4000>. Or looks at its settings, at the database and the
//! service, and serves nothing: `cargo run -p demo -- doctor`.

use std::io::ErrorKind::AddrInUse;
use std::process::ExitCode;

use demo::{Application, Chain, Settings, StartError};
use rocket::error::ErrorKind;
use rocket::fairing::AdHoc;

fn main() -> ExitCode {
    // The environment overrides `.env`. Only this folder's is read: further up it may be anybody's. One that cannot be read
    // is worth a warning; that there is none is not.
    let dotenv = dotenvy::from_path(".env");
    demo::logging::start();
    if let Err(error) = dotenv
        && !error.not_found()
    {
        tracing::error!("the file .env cannot be read; its lines are NAME=value");
        return ExitCode::FAILURE;
    }
    match rocket::execute(run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{}", Chain(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), StartError> {
    let command = std::env::args_os().nth(1).map(|argument| argument.to_string_lossy().into_owned());
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    match command.as_deref() {
        None => {}
        Some("doctor") => return demo::report(settings, &mut std::io::stdout()).await,
        Some(argument) => return Err(StartError::UnknownCommand { argument: argument.to_owned() }),
    }
    let port = settings.port;
    tracing::info!(
        folder = %settings.data_dir.display(),
        database = if settings.database_url.is_some() { "DATABASE_URL" } else { "a file in the folder" },
        "starting; delete the folder to begin anew"
    );
    let server = demo::rocket(settings).await?.attach(AdHoc::on_liftoff("welcome", |rocket| {
        Box::pin(async move {
            if let Some(application) = rocket.state::<Application>() {
                welcome(application);
            }
        })
    }));
    match demo::run(server).await {
        Ok(()) => Ok(()),
        Err(error) => Err(match error.kind() {
            ErrorKind::Bind(cause) if cause.kind() == AddrInUse => StartError::BusyPort { port },
            kind => StartError::Launch(kind.to_string()),
        }),
    }
}

fn welcome(application: &Application) {
    match &application.emulator {
        Some(_) => tracing::warn!(
            "no passkey service is configured, so an emulator runs in this process: for trying out only. \
             Set API_URL, API_SECRET and API_KEY to use Passwordless.dev"
        ),
        None => tracing::info!("passkeys by the configured service"),
    }
    tracing::info!(
        origin = application.origin(),
        relying_party = application.relying_party(),
        api = application.api_url,
        "passkeys work at this origin only; ORIGIN sets it"
    );
    tracing::info!("open {}", application.origin());
}

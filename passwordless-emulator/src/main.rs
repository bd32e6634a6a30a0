//! The program `passwordless-emulator`: the emulator on a fixed port, for any language.

use std::{
    io::{self, Write},
    net::IpAddr,
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;
use passwordless_emulator::{App, Emulator, StartError};
use tracing_subscriber::EnvFilter;

/// An emulator of Bitwarden Passwordless.dev for tests. By default it answers this machine only.
///
/// Without arguments: port 7001, in memory, application `test` with the keys of the vendor's Development server.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = 7001)]
    port: u16,
    /// Listen at this address instead of 127.0.0.1, for containers, other machines and phones; 0.0.0.0 is every one.
    /// Everyone who reaches it can use the keys and the controls
    #[arg(long, value_name = "ADDRESS")]
    host: Option<IpAddr>,
    /// A host name by which the controls may be asked, such as `emulator`; may be repeated
    #[arg(long, value_name = "NAME", requires = "host")]
    host_name: Vec<String>,
    /// A file to keep everything in; made where it does not exist
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// The key of the calls that manage applications [default: shared_dev_key]
    #[arg(long, value_name = "KEY")]
    management_key: Option<String>,
    /// An application, whose name must begin with `test` or `demo`
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// The application's secret key; default: a new one
    #[arg(long, value_name = "KEY", requires = "app")]
    secret: Option<String>,
    /// The application's public key; default: a new one
    #[arg(long, value_name = "KEY", requires = "app")]
    public: Option<String>,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn")))
        .with_writer(io::stderr)
        .init();
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "passwordless-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    // The handlers first: a signal that comes while the emulator starts must end it cleanly, too.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Signals)?;
    let stop = {
        let _entered = runtime.enter();
        Stop::listen().map_err(Failure::Signals)?
    };
    let generated = arguments.app.is_some() && (arguments.secret.is_none() || arguments.public.is_none());
    let emulator = start(arguments)?;
    let mut out = io::stdout().lock();
    writeln!(out, "passwordless-emulator is ready at {}", emulator.url()).map_err(Failure::Output)?;
    if generated {
        writeln!(out, "API_SECRET={}\nAPI_KEY={}", emulator.api_secret(), emulator.api_key())
            .map_err(Failure::Output)?;
    }
    out.flush().map_err(Failure::Output)?;
    drop(out);
    runtime.block_on(stop.requested());
    emulator.shutdown();
    Ok(())
}

fn start(arguments: Arguments) -> Result<Emulator, StartError> {
    let mut builder = Emulator::builder().port(arguments.port);
    if let Some(address) = arguments.host {
        builder = builder.host(address);
    }
    for name in arguments.host_name {
        builder = builder.host_name(name);
    }
    if let Some(path) = arguments.data {
        builder = builder.data(path);
    }
    if let Some(key) = arguments.management_key {
        builder = builder.management_key(key);
    }
    if let Some(name) = arguments.app {
        let mut app = App::new(name)?;
        if let Some(key) = arguments.secret {
            app = app.secret(key)?;
        }
        if let Some(key) = arguments.public {
            app = app.public(key)?;
        }
        builder = builder.app(app);
    }
    builder.start()
}

/// Why the program ends with 1.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the signals that end the program cannot be received: {0}")]
    Signals(io::Error),
    #[error("the ready line cannot be written to standard output: {0}")]
    Output(io::Error),
}

/// The signals that end the program.
#[cfg(unix)]
struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn requested(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The signals that end the program.
#[cfg(not(unix))]
struct Stop;

#[cfg(not(unix))]
impl Stop {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn requested(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

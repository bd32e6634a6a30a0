//! A rocket on a free port.

use std::sync::Mutex;

use rocket::{
    Build, Config, Rocket, Shutdown,
    config::LogLevel,
    fairing::AdHoc,
    tokio::{self, sync::oneshot},
};

/// A quiet rocket in the debug profile, on a port that is free.
pub(crate) fn on_a_free_port() -> Rocket<Build> {
    rocket::custom(Config { port: 0, log_level: LogLevel::Off, ..Config::debug_default() })
}

/// Launches it, and says where it is and how it ends.
pub(crate) async fn serve(rocket: Rocket<Build>) -> (String, Shutdown) {
    let (sender, started) = oneshot::channel();
    let sender = Mutex::new(Some(sender));
    let rocket = rocket.attach(AdHoc::on_liftoff("Started", move |rocket| {
        let sender = sender.lock().unwrap().take().unwrap();
        sender.send((rocket.config().port, rocket.shutdown())).ok().unwrap();
        Box::pin(async {})
    }));
    tokio::spawn(rocket.launch());
    let (port, shutdown) = started.await.unwrap();
    (format!("http://127.0.0.1:{port}"), shutdown)
}

//! What is wrong where page, settings and service disagree: what was seen, what is allowed, which setting to change.

mod doubts;
mod reach;
mod report;
mod seen;
mod visits;

use rocket::fairing::AdHoc;
use rocket::{Build, Rocket};

pub use report::ReportError;
pub(crate) use report::report;
pub(crate) use seen::Seen;

use crate::settings::Settings;
use crate::state::Application;
use doubts::{Doubt, Doubts, Look};

/// Has the log say what is wrong: with the settings and the service at the start, with visits when they come.
pub(crate) fn attach(rocket: Rocket<Build>, settings: &Settings, application: &Application) -> Rocket<Build> {
    rocket
        .manage(Doubts(Look::at(settings, application).doubts()))
        .attach(visits::Visits::of(&application.origin))
        .attach(AdHoc::on_liftoff("doctor", |rocket| {
            Box::pin(async move {
                if let Some(Doubts(doubts)) = rocket.state() {
                    doubts.iter().for_each(Doubt::log);
                }
                if let Some(application) = rocket.state::<Application>() {
                    reach::look_later(application);
                }
            })
        }))
}

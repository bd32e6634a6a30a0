//! Somebody who registers and has no account yet.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rocket::http::{CookieJar, Status};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::application::Application;
use crate::cookies::Sealed;
use crate::name::Name;
use crate::problem::Problem;

/// How long a registration may take.
const LIFE: Duration = Duration::from_secs(600);

/// The user id that the server chose for a newcomer, and the name they asked for. Sealed into their browser's cookie,
/// so that nobody else can finish their registration, and they can finish no other.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Newcomer {
    /// Fresh and random: never a name, and never chosen by the browser.
    pub user_id: String,
    name: String,
    until: u64,
}

impl Newcomer {
    /// A newcomer who wants the name; it is not theirs yet.
    pub(crate) fn wants(name: &Name, now: SystemTime) -> Self {
        Self {
            user_id: Uuid::new_v4().to_string(),
            name: name.as_str().to_owned(),
            until: seconds(now + LIFE),
        }
    }

    /// The name they asked for.
    ///
    /// # Errors
    ///
    /// If an older version of this program allowed a name that this one does not.
    pub(crate) fn name(&self) -> Result<Name, Problem> {
        Name::new(&self.name)
            .map_err(|error| Problem::new(Status::BadRequest, "invalid_name", error.to_string()))
    }

    /// Seals the newcomer into the browser's cookie.
    ///
    /// # Errors
    ///
    /// Never in practice; a failure to encode is ours.
    pub(crate) fn remember(&self, application: &Application, jar: &CookieJar<'_>) -> Result<(), Problem> {
        let value = serde_json::to_string(self).map_err(|_| Problem::internal())?;
        Sealed::Newcomer.set(application, jar, value, LIFE);
        Ok(())
    }

    /// The newcomer of this browser, if a registration is under way in it.
    pub(crate) fn of(application: &Application, jar: &CookieJar<'_>, now: SystemTime) -> Option<Self> {
        let value = Sealed::Newcomer.get(application, jar)?;
        serde_json::from_str(&value).ok().filter(|newcomer: &Self| newcomer.until > seconds(now))
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

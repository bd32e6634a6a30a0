//! `/admin`: applications, for whoever runs the service.

mod apps;
mod deletion;
mod features;
mod keys;

pub(super) use apps::{available, create, freeze, unfreeze};
pub(super) use deletion::{can_delete, cancel, delete, mark, pending};
pub(super) use features::{read as read_features, set as set_features};
pub(super) use keys::{create_public, create_secret, delete as delete_key, list as list_keys, lock, unlock};

use serde::Serialize;

use super::Call;
use super::logging::{Happening, SYSTEM};
use crate::http::Problem;

/// An answer that only says what was done.
#[derive(Debug, Serialize)]
struct Message {
    message: &'static str,
}

impl Call<'_> {
    /// The application that the path names.
    fn named_app(&self) -> &str {
        self.places[0]
    }

    /// Logs what was done to the named application, without a key.
    async fn log_managed(&self, kind: &'static str, by: Option<&str>, message: &str) -> Result<(), Problem> {
        let what = Happening { kind, by: by.unwrap_or(SYSTEM), message: message.to_owned() };
        self.log_for(self.named_app(), "", what).await
    }
}

/// An application that is not there.
fn unknown_app() -> Problem {
    Problem::bad_request("app_not_found", "There is no application of this name.")
}

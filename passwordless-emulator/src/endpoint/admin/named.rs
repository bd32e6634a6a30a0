//! What the calls about a named application share.

use serde::Serialize;

use crate::{
    answer::Problem,
    endpoint::{Call, LogEntry},
};

/// An answer that only says what was done.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    pub(super) message: &'static str,
}

impl Call<'_> {
    /// The application that the path names.
    pub(super) fn named_app(&self) -> &str {
        self.path_params[0]
    }

    /// Logs what was done to the named application.
    pub(super) async fn log_managed(&self, entry: LogEntry<'_>) -> Result<(), Problem> {
        self.log_for(self.named_app(), entry).await
    }
}

/// An application that is not there.
pub(super) fn unknown_app() -> Problem {
    Problem::bad_request("app_not_found", "There is no application of this name.")
}

//! What can stop a story.

use std::{fmt, io, path::PathBuf, time::Duration};

/// What stopped a story, in a sentence that says what was seen.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No browser on this machine.
    #[error(
        "Chromium was not found: install it (Debian: `apt-get install chromium`) or set CHROMIUM to its path; \
         looked for {0}"
    )]
    NoChromium(String),
    /// A program that should have been built was not there.
    #[error("{} does not exist: run `cargo build -p {package}` first, or set {variable} to its path", .path.display())]
    NotBuilt {
        /// Where it was looked for.
        path: PathBuf,
        /// The package that builds it.
        package: &'static str,
        /// The variable that names it.
        variable: &'static str,
    },
    /// The operating system refused something.
    #[error("could not {action}: {source}")]
    System {
        /// What was tried.
        action: String,
        /// Why it did not work.
        source: io::Error,
    },
    /// A program ended although it was still needed.
    #[error("{program} ended before {waited_for}; it said:\n{said}")]
    Ended {
        /// The program.
        program: String,
        /// What it was expected to do first.
        waited_for: String,
        /// Its output.
        said: String,
    },
    /// Something did not happen in time.
    #[error("waited {} s for {waited_for}; {seen}", .waited.as_secs_f32())]
    TimedOut {
        /// What was waited for.
        waited_for: String,
        /// How long.
        waited: Duration,
        /// What was there instead.
        seen: String,
    },
    /// The DevTools connection failed.
    #[error("the connection to Chromium failed: {0}")]
    Connection(#[source] Box<tokio_tungstenite::tungstenite::Error>),
    /// The DevTools connection ended while an answer was outstanding.
    #[error("Chromium closed the connection before it answered {0}")]
    Closed(String),
    /// Chromium refused a command.
    #[error("Chromium refused {method}: {message}")]
    Refused {
        /// The command.
        method: String,
        /// Its reason.
        message: String,
    },
    /// The page went elsewhere while a script ran in it.
    #[error("the page navigated away while this ran in it: {0}")]
    Interrupted(String),
    /// A script threw.
    #[error("this threw in the page: {expression}: {message}")]
    Script {
        /// The script.
        expression: String,
        /// What it threw.
        message: String,
    },
    /// A page could not be opened.
    #[error("could not open {url}: {message}")]
    Navigation {
        /// The page.
        url: String,
        /// Chromium's reason.
        message: String,
    },
    /// An answer had another shape than expected.
    #[error("{what} answered without {member}: {answer}")]
    Shape {
        /// Who answered.
        what: String,
        /// What was missing.
        member: &'static str,
        /// The answer.
        answer: String,
    },
    /// The service could not be asked, or refused.
    #[error("the service did not do {what}: {reason}")]
    Service {
        /// What was asked.
        what: String,
        /// Why it was not done.
        reason: String,
    },
    /// A story failed; the demo's output may say why.
    #[error("{error}\nMeanwhile the demo said:\n{said}")]
    Story {
        /// What went wrong.
        error: Box<Self>,
        /// What the demo printed.
        said: String,
    },
    /// Pages complained, or asked for what they should not.
    #[error("the pages were not clean:\n{0}")]
    Complaints(String),
}

/// A test that returns an error shows its `Debug`; what a person wants to read there is the sentence.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Error {
    /// An error of the operating system, for `map_err`.
    pub(crate) fn system(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| Self::System { action, source }
    }

    /// Whether the page went elsewhere while a script ran in it: a poll goes on then.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        matches!(self, Self::Interrupted(_))
    }
}

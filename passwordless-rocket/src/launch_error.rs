use std::fmt;

/// Why the launch is refused: a sentence that names the setting.
#[derive(Debug)]
pub(crate) struct LaunchError(String);

impl LaunchError {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// What is said of a setting further down, behind its name.
    pub(crate) fn of(setting: &str, error: &impl fmt::Display) -> Self {
        Self(format!("`{setting}`: {error}"))
    }
}

impl fmt::Display for LaunchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

use super::open_names::open_names;

open_names! {
    /// How serious an event is.
    ///
    /// A name that this version does not know is kept as it came, in [`Other`](Severity::Other).
    Severity {
        /// The service does not say.
        Unknown = "Unknown",
        /// Somebody should look at once.
        Alert = "Alert",
        /// Somebody should look, as at a key that is not valid.
        Warning = "Warning",
        /// What happens every day.
        Informational = "Informational",
        /// Something went wrong.
        Error = "Error",
    }
}

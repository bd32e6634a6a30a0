//! What a console for operators does: sign-in configurations, features, events, reports, lists of authenticators.

pub use super::{
    calls::{
        ActiveUserReport, AuthConfig, AuthConfigChange, AuthenticatorList, CredentialReport, Event,
        EventKind, EventPage, EventQuery, FeaturesChange, ListedAuthenticator, Severity,
    },
    words::Day,
};

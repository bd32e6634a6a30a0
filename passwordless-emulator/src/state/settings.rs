//! What is kept of an application as a whole.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// When an application began and may end, who runs it, and what it may do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) created_at: Moment,
    /// When it may be deleted, once that was asked for.
    pub(crate) delete_at: Option<Moment>,
    pub(crate) admin_emails: Vec<String>,
    pub(crate) features: Features,
}

/// What an application may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Features {
    pub(crate) event_logging: bool,
    /// In days.
    pub(crate) event_retention: i32,
    pub(crate) magic_link_quota: i32,
    pub(crate) max_users: Option<i64>,
    pub(crate) allow_attestation: bool,
    pub(crate) generate_token: bool,
    pub(crate) magic_links: bool,
}

/// What the service says of an unknown application.
impl Default for Features {
    fn default() -> Self {
        Self {
            event_logging: false,
            event_retention: 0,
            magic_link_quota: 0,
            max_users: None,
            allow_attestation: false,
            generate_token: true,
            magic_links: true,
        }
    }
}

/// In seconds.
const DAY: u64 = 86_400;

impl Settings {
    pub(crate) fn new(created_at: Moment, features: Features) -> Self {
        Self { created_at, delete_at: None, admin_emails: Vec::new(), features }
    }

    /// Those of an application that was configured, not created by a call: a month old and with a generous quota,
    /// so that magic links can be tried at once.
    pub(crate) fn established(now: Moment) -> Self {
        let created_at = now.plus_seconds(-31 * 86_400);
        Self::new(
            created_at,
            Features { event_retention: 365, magic_link_quota: 10_000, ..Features::default() },
        )
    }

    /// The most magic links in thirty days: less of the quota while the application is young.
    pub(crate) fn magic_link_limit(&self, now: Moment) -> i64 {
        let percent = match now.seconds_since(self.created_at) / DAY {
            0 => 20,
            1 | 2 => 50,
            3..=29 => 75,
            _ => 100,
        };
        i64::from(self.features.magic_link_quota) * percent / 100
    }

    /// In its first day an application may write to its administrators only.
    pub(crate) fn may_write_to(&self, address: &str, now: Moment) -> bool {
        now.seconds_since(self.created_at) >= DAY
            || self.admin_emails.iter().any(|admin| admin.eq_ignore_ascii_case(address))
    }

    /// Whether the application is deleted at once: it is new.
    pub(crate) fn is_new(&self, now: Moment) -> bool {
        now.seconds_since(self.created_at) < 3 * DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_grows_with_the_application() {
        let created = Moment::now();
        let mut settings = Settings::new(created, Features { magic_link_quota: 10, ..Features::default() });
        let limit =
            |settings: &Settings, days: i64| settings.magic_link_limit(created.plus_seconds(days * 86_400));
        assert_eq!([0, 1, 2, 3, 29, 30].map(|days| limit(&settings, days)), [2, 5, 5, 7, 7, 10]);
        settings.features.magic_link_quota = 3;
        assert_eq!(limit(&settings, 0), 0, "rounded down");
    }

    #[test]
    fn a_new_application_writes_to_its_administrators_only() {
        let created = Moment::now();
        let mut settings = Settings::new(created, Features::default());
        settings.admin_emails.push("Admin@example.com".into());
        assert!(settings.may_write_to("admin@EXAMPLE.com", created));
        assert!(!settings.may_write_to("pat@example.com", created.plus_seconds(86_399)));
        assert!(settings.may_write_to("pat@example.com", created.plus_seconds(86_400)));
    }
}

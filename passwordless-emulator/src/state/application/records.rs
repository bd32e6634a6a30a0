//! What an application logs and sends.

use super::Application;
use crate::{
    clock::Moment,
    state::{Change, Changes, Event, Mail},
};

/// Thirty days, over which magic links are counted.
const WINDOW: u64 = 30 * 86_400;

impl Application {
    /// The log, the oldest first.
    pub(crate) fn events(&self) -> &[Event] {
        &self.events
    }

    /// Logs an event, if the application logs at all.
    pub(crate) fn log(&mut self, event: impl FnOnce() -> Event, changes: &mut Changes) {
        if self.settings.features.event_logging {
            self.put_event(event(), changes);
        }
    }

    pub(crate) fn put_event(&mut self, event: Event, changes: &mut Changes) {
        changes.record(|| Change::EventAdded { app: self.name.clone(), event: Box::new(event.clone()) });
        self.events.push(event);
    }

    /// The messages that were sent, the oldest first.
    pub(crate) fn outbox(&self) -> &[Mail] {
        &self.outbox
    }

    /// How many messages were sent in the last thirty days.
    pub(crate) fn sent_recently(&self, now: Moment) -> usize {
        self.outbox.iter().filter(|mail| now.seconds_since(mail.sent_at) < WINDOW).count()
    }

    pub(crate) fn send(&mut self, mail: Mail, changes: &mut Changes) {
        changes.record(|| Change::MailSent { app: self.name.clone(), mail: Box::new(mail.clone()) });
        self.outbox.push(mail);
    }

    /// Forgets the messages, also for the quota.
    pub(crate) fn clear_outbox(&mut self, changes: &mut Changes) {
        self.outbox.clear();
        changes.record(|| Change::OutboxCleared { app: self.name.clone() });
    }
}

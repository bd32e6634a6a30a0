//! What happened, and whether it may have.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use rocket::tokio::time::sleep;

use crate::nginx::Noted;

/// When an instance was not there.
pub(crate) struct Outage {
    pub port: u16,
    pub down: Instant,
    pub up: Instant,
}

/// A request that nginx did not get answered.
pub(crate) struct Lost {
    pub what: String,
    pub sent: Instant,
    pub ended: Instant,
}

#[derive(Default)]
pub(crate) struct Tally {
    pub outages: Mutex<Vec<Outage>>,
    pub lost: Mutex<Vec<Lost>>,
    /// Answers that ended in the middle: nginx had handed on their beginning when their instance was killed.
    pub cut: Mutex<Vec<Lost>>,
    pub views: AtomicUsize,
    pub registrations: AtomicUsize,
    pub tokens: AtomicUsize,
    pub accepted: AtomicUsize,
    pub refused: AtomicUsize,
    /// Shown to an instance past nginx, which was killed before it answered.
    pub unanswered: AtomicUsize,
    pub sign_outs: AtomicUsize,
    /// The longest that an instance took to hear of a sign-out, in milliseconds.
    pub slowest: AtomicUsize,
}

pub(crate) fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Relaxed);
}

impl Tally {
    /// Waits until the page was seen so many times more.
    pub(crate) async fn wait_for(&self, views: usize) {
        let (before, begun) = (self.views.load(Relaxed), Instant::now());
        while self.views.load(Relaxed) < before + views {
            assert!(begun.elapsed() < Duration::from_secs(30), "nobody is served while an instance is down");
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// An instance let somebody in who asked it so long after the sign-out.
    pub(crate) fn let_in(&self, delay: Duration) {
        assert!(delay < Duration::from_secs(2), "a session was accepted {delay:?} after its end");
        self.slowest.fetch_max(delay.as_millis().try_into().unwrap(), Relaxed);
    }

    /// How many sign-ins the database lists, at least and at most: one that was lost may have been noted.
    pub(crate) fn sign_ins(&self) -> (usize, usize) {
        let least = self.registrations.load(Relaxed) + self.accepted.load(Relaxed);
        let (lost, cut) = (self.lost.lock().unwrap().len(), self.cut.lock().unwrap().len());
        (least, least + self.unanswered.load(Relaxed) + lost + cut)
    }

    /// Everything that was lost was under way at an instance that was killed.
    pub(crate) fn check(&self, noted: &[Noted], clients: usize) {
        let (outages, lost) = (self.outages.lock().unwrap(), self.lost.lock().unwrap());
        let cut = self.cut.lock().unwrap();
        assert!(outages.len() >= 2);
        for lost in lost.iter().chain(cut.iter()) {
            let during = outages.iter().any(|outage| lost.sent <= outage.up && lost.ended >= outage.down);
            assert!(during, "{} was lost while all instances were there", lost.what);
        }
        let all = lost.len() + cut.len();
        assert!(all <= clients * outages.len(), "{all} requests were lost");
        let failed: Vec<_> = noted.iter().filter(|noted| noted.status >= 500).collect();
        assert_eq!(failed.len(), lost.len(), "{failed:?}");
        for failed in failed {
            assert_eq!(failed.method, "POST", "{failed:?} was not passed on to another instance");
            let killed = outages.iter().any(|outage| failed.asked.ends_with(&format!(":{}", outage.port)));
            assert!(killed, "{failed:?} was lost at an instance that was never killed");
        }
        for counter in [&self.views, &self.registrations, &self.accepted, &self.refused, &self.sign_outs] {
            assert!(counter.load(Relaxed) > 0, "there was no load: {self}");
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |counter: &AtomicUsize| counter.load(Relaxed);
        write!(
            f,
            "{} kills lost {} requests, cut {} answers short, and lost nobody's sign-in; {} pages, {} registrations, {} tokens shown to all \
             instances at once ({} accepted, {} refusals, {} unanswered), {} sign-outs heard of within {} ms",
            self.outages.lock().map_or(0, |outages| outages.len()),
            self.lost.lock().map_or(0, |lost| lost.len()),
            self.cut.lock().map_or(0, |cut| cut.len()),
            of(&self.views),
            of(&self.registrations),
            of(&self.tokens),
            of(&self.accepted),
            of(&self.refused),
            of(&self.unanswered),
            of(&self.sign_outs),
            of(&self.slowest),
        )
    }
}

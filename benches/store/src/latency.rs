use std::time::{Duration, Instant, SystemTime};

use futures_util::future::try_join_all;
use passwordless::{
    Store,
    store::{Revocation, Spent},
};
use passwordless_sqlx::SqlStore;

use crate::{Outcome, marks::Marks};

/// How long calls took, the shortest first.
pub(crate) struct Latencies(Vec<Duration>);

impl Latencies {
    pub(crate) fn new(mut took: Vec<Duration>) -> Self {
        took.sort();
        Self(took)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Which part of them took longer.
    pub(crate) fn share_over(&self, limit: Duration) -> f64 {
        let over = self.0.iter().filter(|&&took| took > limit).count();
        over as f64 / self.0.len().max(1) as f64
    }

    /// The one of which so many of a hundred are no longer.
    pub(crate) fn of(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0.get((self.0.len() * percent / 100).min(last)).copied().unwrap_or_default()
    }
}

/// What is measured: a sign-in's spending, or a sign-out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    SignIn,
    SignOut,
}

impl What {
    async fn call(self, store: &SqlStore, marks: &mut Marks) -> Outcome {
        let now = SystemTime::now();
        match self {
            Self::SignIn => match store.spend(marks.token(), None, now).await? {
                Spent::First { .. } => Ok(()),
                other => Err(format!("a new token is {other:?}").into()),
            },
            Self::SignOut => {
                let (session, user) = (marks.another(), marks.another());
                let until = now + Duration::from_secs(24 * 60 * 60);
                Ok(store.revoke(Revocation::Session { session, user }, until, now).await?)
            }
        }
    }

    /// So many, one after the other.
    pub(crate) async fn in_turn(self, store: &SqlStore, times: usize) -> Outcome<Latencies> {
        let (mut marks, mut took) = (Marks::of(0), Vec::with_capacity(times));
        for _ in 0..times {
            let started = Instant::now();
            self.call(store, &mut marks).await?;
            took.push(started.elapsed());
        }
        Ok(Latencies::new(took))
    }

    /// How many a second, when so many are under way.
    pub(crate) async fn at_once(self, store: &SqlStore, tasks: usize, each: usize) -> Outcome<f64> {
        let started = Instant::now();
        try_join_all((0..tasks).map(async |task| {
            let mut marks = Marks::of(task);
            for _ in 0..each {
                self.call(store, &mut marks).await?;
            }
            Outcome::Ok(())
        }))
        .await?;
        Ok((tasks * each) as f64 / started.elapsed().as_secs_f64())
    }
}

use std::{
    error::Error,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use futures_util::future::join3;
use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval_at, sleep},
};

use crate::{shared::Shared, sweep};

const SWEEP_EVERY: Duration = Duration::from_secs(60);
const COMPARE_EVERY: Duration = Duration::from_secs(10 * 60);

/// The task that listens for revocations, and deletes what has ended. It ends when this is dropped.
pub(crate) struct Poller {
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Poller {
    pub(crate) fn start(shared: Arc<Shared>) -> Self {
        Self { task: Mutex::new(Some(tokio::spawn(run(shared)))) }
    }

    pub(crate) async fn stop(&self) {
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            task.abort();
            // It was aborted, or had ended by itself: either way it runs no more.
            let _ = task.await;
        }
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut().unwrap_or_else(PoisonError::into_inner) {
            task.abort();
        }
    }
}

/// Side by side, so that nobody waits for a revocation while rows are deleted, or all of them compared.
async fn run(shared: Arc<Shared>) {
    join3(listen(&shared), compare(&shared), tidy(&shared)).await;
}

async fn listen(shared: &Shared) {
    let every = shared.options.interval();
    let mut ticks = interval_at(Instant::now() + every, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failures = 0_u64;
    loop {
        ticks.tick().await;
        match shared.freshness.look(&shared.pool).await.map(drop) {
            Ok(()) if failures > 0 => {
                tracing::info!(
                    target: "passwordless.store_recovered", failures, "the store hears of revocations again"
                );
                failures = 0;
            }
            Ok(()) => {}
            Err(error) => {
                failures += 1;
                let is_stale = shared.freshness.fresh(SystemTime::now()).is_err();
                tracing::warn!(
                    target: "passwordless.store_stale", error = &error as &dyn Error, failures, is_stale,
                    "the store does not hear of revocations; when that is stale, signed-in requests are refused"
                );
            }
        }
    }
}

async fn compare(shared: &Shared) {
    loop {
        sleep(COMPARE_EVERY).await;
        if let Err(error) = shared.freshness.compare(&shared.pool).await {
            tracing::warn!(
                target: "passwordless.store_not_compared", error = &error as &dyn Error,
                "the store could not compare what it knows with the database"
            );
        }
    }
}

async fn tidy(shared: &Shared) {
    loop {
        sleep(SWEEP_EVERY).await;
        if let Err(error) = sweep::sweep(shared).await {
            tracing::warn!(
                target: "passwordless.store_not_swept", error = &error as &dyn Error,
                "the store could not delete what has ended"
            );
        }
    }
}

impl fmt::Debug for Poller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poller").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

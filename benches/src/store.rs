//! What the single process's store keeps, and what it does not.

use std::time::{Duration, SystemTime};

use passwordless::{
    Policy, SessionKey, SingleProcess, Store,
    gate::Gate,
    store::{Mark, Revocation, Spent, TokenMarks},
};

use crate::{
    Outcome, allocations,
    table::{Table, count, ratio},
};

/// The store's own capacity, and the half up to which it keeps ended sessions one by one.
const FULL: usize = 250_000;
const HALF: usize = FULL / 2;

/// Tables grow by doubling, so the fullest one says little: the worst was seen at one of these.
const STEP: usize = 1000;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Prints how many bytes the store takes for an id.
pub(crate) fn bytes() -> Outcome {
    let mut table =
        Table::new(["the store of a single process", "ids", "bytes per id", "at worst", "target"]);
    let now = SystemTime::now();
    for (what, most, add) in [
        ("spent tokens", FULL, spend as fn(&SingleProcess, usize, SystemTime) -> Outcome),
        ("ended sessions", HALF, end),
    ] {
        let store = SingleProcess::started_at(now);
        let (mut kept, mut worst) = (0, 0.0_f64);
        for step in (0..most).step_by(STEP) {
            let (done, allocated) =
                allocations::during(|| (step..step + STEP).try_for_each(|index| add(&store, index, now)));
            done?;
            kept += allocated.kept;
            // A few ids in many shards are no measure of what a million take.
            if step + STEP >= 10 * STEP {
                worst = worst.max(kept as f64 / (step + STEP) as f64);
            }
        }
        let per_id = ratio(kept as f64 / most as f64);
        table.row([what.to_owned(), most.to_string(), per_id, ratio(worst), "100".to_owned()]);
    }

    let sessions = 10_000;
    let gate =
        Gate::new(Policy::new(["http://localhost:4000"])?, SessionKey::generate()?, SingleProcess::new())?;
    gate.signed_in_as("somebody", now)?;
    let (done, allocated) = allocations::during(|| {
        (0..sessions).try_for_each(|index| gate.signed_in_as(&format!("user {index}"), now).map(drop))
    });
    done?;
    let live = count(allocated.kept as f64 / f64::from(sessions));
    table.row(["live sessions".to_owned(), sessions.to_string(), live, String::new(), "0".to_owned()]);
    table.print("What the server keeps");
    Ok(())
}

fn spend(store: &SingleProcess, index: usize, now: SystemTime) -> Outcome {
    let token = TokenMarks {
        token: Mark::token(&index.to_string()),
        // From half of the room on, one user has little of it.
        user: Mark::user(&index.to_string()),
        credential: None,
        minted_at: now,
        until: now + HOUR,
    };
    match block_on(store.spend(token, None, now))?? {
        Spent::First { .. } => Ok(()),
        other => Err(format!("token {index}: {other:?}").into()),
    }
}

fn end(store: &SingleProcess, index: usize, now: SystemTime) -> Outcome {
    let session =
        Revocation::Session { session: Mark::token(&index.to_string()), user: Mark::user("somebody") };
    Ok(block_on(store.revoke(session, now + HOUR, now))??)
}

fn block_on<T>(future: impl Future<Output = T>) -> Outcome<T> {
    let mut future = std::pin::pin!(future);
    // This store waits for nobody.
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(done) => Ok(done),
        std::task::Poll::Pending => Err("a store in memory waits".into()),
    }
}

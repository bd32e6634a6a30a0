use std::time::Duration;

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeVal,
};

use crate::Outcome;

/// The processor's time that this process took so far, in its own code and in the system's on its behalf.
pub(super) fn used() -> Outcome<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    Ok(duration(usage.user_time())? + duration(usage.system_time())?)
}

fn duration(time: TimeVal) -> Outcome<Duration> {
    let micros = u32::try_from(time.tv_usec())?;
    Ok(Duration::new(u64::try_from(time.tv_sec())?, micros * 1000))
}

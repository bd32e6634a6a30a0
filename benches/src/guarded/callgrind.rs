//! Instructions, counted by callgrind over this program with a single contender.

use std::{
    env, fs,
    io::ErrorKind,
    process::{Command, Stdio, id},
};

use tokio::runtime::{Builder, Runtime};

use super::{contender::Contender, site::Answered};
use crate::Outcome;

pub(crate) const UNDER_CALLGRIND: &str = "under-callgrind";

const REQUESTS: usize = 200;

/// Instructions per request, or nothing where there is no valgrind.
pub(super) fn instructions(name: &str) -> Outcome<Option<u64>> {
    let out = env::temp_dir().join(format!("passwordless-benches-{}.callgrind", id()));
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*counted_by_callgrind*"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe()?)
        .args([UNDER_CALLGRIND, name])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match run {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
        Ok(status) if !status.success() => return Err(format!("callgrind over {name}: {status}").into()),
        Ok(_) => {}
    }
    let written = fs::read_to_string(&out)?;
    fs::remove_file(&out)?;
    let total = written.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse::<u64>().ok());
    Ok(total.map(|total| total / REQUESTS as u64))
}

/// What this program does under callgrind.
pub(crate) fn answer_requests_to(name: &str) -> Outcome {
    let mut contender = Contender::named(name)?;
    let runtime = Builder::new_current_thread().build()?;
    let (warm, asks) = (contender.asks(REQUESTS), contender.asks(REQUESTS));
    runtime.block_on(contender.site.answer_all(warm, contender.status));
    let right = counted_by_callgrind(&runtime, contender.site.answer_all(asks, contender.status));
    contender.all_right(right, REQUESTS)
}

/// The function by whose name callgrind knows when to count. Its own closures would have that name, too, and stop it.
#[inline(never)]
fn counted_by_callgrind(runtime: &Runtime, answers: Answered<'_, usize>) -> usize {
    runtime.block_on(answers)
}

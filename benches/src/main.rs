//! What a guarded request and a sign-in cost, beside what others charge for the same. Prints tables; decides no test.

mod allocations;
mod guarded;
mod revocations;
mod sign_in;
mod store;
mod table;

use std::{env, error::Error};

/// What everything here answers with: a sentence for whoever runs it.
type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[global_allocator]
static COUNTING: allocations::Counting = allocations::Counting;

fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            guarded::in_process()?;
            guarded::over_loopback()?;
            guarded::on_rocket()?;
            sign_in::beside_plain_reqwest()?;
            store::bytes()?;
            revocations::as_they_grow()
        }
        ["guarded"] => guarded::in_process(),
        ["loopback"] => guarded::over_loopback(),
        ["rocket"] => guarded::on_rocket(),
        ["sign-in"] => sign_in::beside_plain_reqwest(),
        ["store"] => {
            store::bytes()?;
            revocations::as_they_grow()
        }
        // The next two are what the program calls itself as: under callgrind, and as the service in another process.
        [guarded::UNDER_CALLGRIND, name] => guarded::answer_requests_to(name),
        [sign_in::AS_SERVICE] => sign_in::serve(),
        _ => Err("the arguments are none, or one of: guarded, loopback, rocket, sign-in, store".into()),
    }
}

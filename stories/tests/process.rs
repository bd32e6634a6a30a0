//! A process of our own, tried with the shell.
#![cfg(unix)]

use stories::{Error, Process};
use tokio::process::Command;

fn shell(script: &str) -> Result<Process, Error> {
    Process::start("the shell", Command::new("sh").args(["-c", script]))
}

#[tokio::test]
async fn a_line_is_waited_for_on_either_output() -> Result<(), Error> {
    for script in ["echo one; echo listening on 7; exec cat", "echo listening on 7 >&2; exec cat"] {
        let process = shell(script)?;
        let port = process
            .wait_for_line("its port", |line| line.strip_prefix("listening on ").map(ToOwned::to_owned))
            .await?;
        assert_eq!(port, "7");
    }
    Ok(())
}

#[tokio::test]
async fn a_process_that_ends_too_soon_is_an_error_with_its_last_words() -> Result<(), Error> {
    let process = shell("echo no luck today >&2; exit 1")?;
    let error = process.wait_for_line("its port", |_| None::<()>).await.unwrap_err();
    assert!(matches!(error, Error::Ended { .. }), "{error}");
    assert!(error.to_string().contains("no luck today"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_process_is_asked_to_end_and_may_say_goodbye() -> Result<(), Error> {
    let mut process = shell("trap 'echo goodbye; exit 0' TERM; echo ready; while :; do sleep 0.05; done")?;
    process.wait_for_line("ready", |line| (line == "ready").then_some(())).await?;
    process.stop().await?;
    process.wait_for_line("goodbye", |line| (line == "goodbye").then_some(())).await
}

#[tokio::test]
async fn a_program_that_is_not_there_is_an_error() {
    let error = Process::start("nobody", &mut Command::new("./no-such-program")).unwrap_err();
    assert!(error.to_string().starts_with("could not start nobody"), "{error}");
}

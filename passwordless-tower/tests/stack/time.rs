//! The deadline.

use std::convert::Infallible;

use passwordless::{Token, VerifiedUser};
use passwordless_tower::Stack;
use tokio::time::{Duration, Instant, timeout};
use tower::{
    ServiceExt, service_fn,
    timeout::{Timeout, error::Elapsed},
};
use tower_test::mock;

use crate::{
    answers::{Answers, user},
    vendor,
};

const LIMIT: Duration = Duration::from_secs(3);

#[tokio::test(start_paused = true)]
async fn a_service_that_never_gets_ready_ends_with_the_deadline() {
    let (never_ready, mut handle) = mock::pair::<Token, VerifiedUser>();
    handle.allow(0);

    // The trap: Tower's own time-out waits for readiness for ever.
    let trap = Timeout::new(never_ready.clone(), LIMIT).oneshot(vendor::token());
    assert!(timeout(Duration::from_secs(24 * 60 * 60), trap).await.is_err());

    let before = Instant::now();
    let stack = Stack::builder().deadline(LIMIT).over(never_ready);
    let error = timeout(LIMIT * 2, stack.oneshot(vendor::token())).await.unwrap().unwrap_err();
    assert!(error.is::<Elapsed>(), "{error}");
    assert_eq!(before.elapsed(), LIMIT);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_never_answers_ends_with_the_deadline() {
    let never = service_fn(|_: Token| std::future::pending::<Result<VerifiedUser, Infallible>>());
    let before = Instant::now();
    let error = Stack::builder().deadline(LIMIT).over(never).oneshot(vendor::token()).await.unwrap_err();
    assert!(error.is::<Elapsed>(), "{error}");
    assert_eq!(before.elapsed(), LIMIT);
}

#[tokio::test]
async fn the_deadline_covers_repetitions_and_the_waits_between_them() {
    let error = vendor::error("503 Service Unavailable\r\nRetry-After: 2").await;
    tokio::time::pause();
    let answers = Answers::new([Err(error)]);
    let stack = Stack::builder().deadline(Duration::from_secs(1)).retries(2).over(answers.service());
    let before = Instant::now();
    assert!(stack.oneshot(vendor::token()).await.unwrap_err().is::<Elapsed>());
    // The timer counts in milliseconds, and the clock did not stop on a whole one.
    assert_eq!((before.elapsed().as_secs(), answers.asked()), (1, 1));
}

#[tokio::test]
async fn an_answer_that_is_there_beats_a_deadline_that_is_over() {
    let user = user().await;
    let stack = Stack::builder()
        .deadline(Duration::ZERO)
        .over(service_fn(move |_: Token| std::future::ready(Ok::<_, Infallible>(user.clone()))));
    assert!(stack.oneshot(vendor::token()).await.is_ok());
}

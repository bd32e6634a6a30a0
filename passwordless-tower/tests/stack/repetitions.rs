//! Which answers are worth another attempt, and how many of them.

use passwordless::Error;
use passwordless_tower::Stack;
use tokio::time::{Duration, Instant};
use tower::ServiceExt;

use crate::{
    answers::{Answers, errors, user},
    vendor,
};

#[tokio::test]
async fn an_outage_that_ends_is_not_noticed() {
    for status in ["503 X", "502 X", "504 X", "429 X"] {
        let answers = Answers::new([Err(vendor::error(status).await), Ok(user().await)]);
        let stack = Stack::builder().retries(2).over(answers.service());
        assert_eq!(stack.oneshot(vendor::token()).await.unwrap().user_id(), "alice");
        assert_eq!(answers.asked(), 2);
    }
}

#[tokio::test]
async fn nothing_is_repeated_unless_asked_for() {
    let answers = Answers::new([Err(vendor::error("503 X").await)]);
    let stack = Stack::builder().over(answers.service());
    let error = stack.oneshot(vendor::token()).await.unwrap_err();
    assert!(error.downcast_ref::<Error>().unwrap().is_retryable());
    assert_eq!(answers.asked(), 1);
}

#[tokio::test]
async fn an_outage_that_lasts_is_repeated_as_often_as_allowed() {
    let answers = Answers::new(errors("503 X", 3).await.into_iter().map(Err));
    tokio::time::pause();
    let stack = Stack::builder().retries(2).over(answers.service());
    assert_eq!(
        stack.oneshot(vendor::token()).await.unwrap_err().downcast_ref::<Error>().unwrap().status(),
        Some(503)
    );
    assert_eq!(answers.asked(), 3);
}

#[tokio::test]
async fn the_wait_that_the_service_asks_for_is_kept_and_a_long_one_ends_it() {
    for (seconds, asked) in [(2, 2), (60, 1)] {
        let error = vendor::error(&format!("429 X\r\nRetry-After: {seconds}")).await;
        let answers = Answers::new([Err(error), Ok(user().await)]);
        tokio::time::pause();
        let before = Instant::now();
        let stack = Stack::builder().retries(2).over(answers.service());
        let answer = stack.oneshot(vendor::token()).await;
        assert_eq!((answer.is_ok(), answers.asked()), (asked == 2, asked));
        let waited = before.elapsed();
        assert!(if asked == 2 { waited >= Duration::from_secs(2) } else { waited.is_zero() }, "{waited:?}");
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_forged_tokens_500_feeds_neither_repetitions_nor_their_budget() {
    let outage = || errors("503 X", 22);
    let answers = Answers::new(errors("500 X", 60).await.into_iter().map(Err));
    let (first, second) = (outage().await, errors("500 X", 60).await);
    let last = errors("503 X", 1).await;
    tokio::time::pause();
    let stack = Stack::builder().retries(1).over(answers.service());
    let ask = async |times: usize| {
        let before = answers.asked();
        for _ in 0..times {
            assert!(stack.clone().oneshot(vendor::token()).await.is_err());
        }
        answers.asked() - before
    };
    assert_eq!(ask(60).await, 60, "a 500 was repeated");

    // Ten repetitions are free, and forged tokens used up none of them.
    answers.add(first.into_iter().map(Err));
    assert_eq!(ask(12).await, 22);

    // The budget is dry, and forged tokens do not fill it.
    answers.add(second.into_iter().map(Err));
    assert_eq!(ask(60).await, 60);
    answers.add(last.into_iter().map(Err));
    assert_eq!(ask(1).await, 1);
}

//! What a client is told of errors that layers boxed.

use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, Mutex},
};

use passwordless::{Error, Rejection, Token, VerifiedUser};
use passwordless_tower::Stack;
use tower::{ServiceExt, load_shed::error::Overloaded, service_fn, timeout::error::Elapsed};

use crate::vendor;

type BoxError = Box<dyn StdError + Send + Sync>;

/// What some layer of somebody's own makes of an error.
#[derive(Debug)]
struct Wrapped(BoxError);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wrapped")
    }
}

impl StdError for Wrapped {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.0.as_ref())
    }
}

/// What a stack makes of it.
async fn told(error: BoxError) -> (u16, &'static str, Option<u32>) {
    let error = Arc::new(Mutex::new(Some(error)));
    let fails = service_fn(move |_: Token| {
        let error = error.lock().unwrap().take().unwrap();
        std::future::ready(Err::<VerifiedUser, _>(error))
    });
    let rejection = Stack::new(fails).oneshot(vendor::token()).await.unwrap_err();
    (rejection.status(), rejection.code(), rejection.retry_after_seconds())
}

#[tokio::test]
async fn the_cause_is_found_however_deep_it_is() {
    let of_status = async |status| -> BoxError { vendor::error(status).await.into() };
    let shape = || -> Error { Token::new("sesame").unwrap_err().into() };
    for (error, again, expected) in [
        (shape().into(), shape().into(), (401, "invalid_credential", None)),
        (of_status("401 X").await, of_status("401 X").await, (500, "misconfigured", None)),
        (of_status("403 X").await, of_status("403 X").await, (500, "misconfigured", None)),
        (of_status("500 X").await, of_status("500 X").await, (503, "unavailable", Some(5))),
        (of_status("503 X").await, of_status("503 X").await, (503, "unavailable", Some(5))),
        (
            of_status("429 X\r\nRetry-After: 30").await,
            of_status("429 X\r\nRetry-After: 30").await,
            (503, "unavailable", Some(30)),
        ),
        (Overloaded::new().into(), Overloaded::new().into(), (503, "overloaded", Some(5))),
        (Elapsed::new().into(), Elapsed::new().into(), (503, "unavailable", Some(5))),
        (Rejection::denied().into(), Rejection::denied().into(), (403, "denied", None)),
        ("whatever".into(), "whatever".into(), (503, "unavailable", Some(5))),
    ] as [(BoxError, BoxError, _); 10]
    {
        let shown = format!("{error:?}");
        assert_eq!(told(error).await, expected, "{shown}");
        let deep = Wrapped(Wrapped(again).into());
        assert_eq!(told(deep.into()).await, expected, "wrapped {shown}");
    }
}

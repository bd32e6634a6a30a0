//! The body of a request, as far as anybody wants to read it.

use std::{future::poll_fn, pin::pin, time::Duration};

use bytes::Buf;
use http_body::Body;
use passwordless::{Rejection, accounts::Accounts};
use tokio::time::timeout;

/// A browser sends a few hundred bytes. A client that takes longer only keeps a connection busy.
const DEADLINE: Duration = Duration::from_secs(10);

/// Reads the body, and no more of it than the routes need to see that it is too large.
pub(super) async fn read<B: Body>(body: B) -> Result<Vec<u8>, Rejection> {
    match timeout(DEADLINE, bytes(body)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Rejection::new(400, "malformed_request", "The body broke off.")),
        Err(_) => Err(Rejection::new(
            408,
            "body_too_slow",
            "The request took too long to arrive. Please try again.",
        )),
    }
}

async fn bytes<B: Body>(body: B) -> Result<Vec<u8>, B::Error> {
    const ENOUGH: usize = Accounts::MAX_BODY + 1;
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    while bytes.len() < ENOUGH {
        let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await else { break };
        let Ok(mut data) = frame?.into_data() else { continue };
        while data.has_remaining() && bytes.len() < ENOUGH {
            let chunk = data.chunk();
            let length = chunk.len().min(ENOUGH - bytes.len());
            bytes.extend_from_slice(&chunk[..length]);
            data.advance(length);
        }
    }
    Ok(bytes)
}

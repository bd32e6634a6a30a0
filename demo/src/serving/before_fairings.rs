//! Requests that Rocket refuses before any fairing has seen them, such as those of a made-up method.

use rocket::catcher::{Handler, Result};
use rocket::http::Status;
use rocket::{Catcher, Request};

use super::access_log;
use super::security_headers::SecurityHeaders;
use crate::request::add_id;

/// The same catchers, whose answers to such requests have what the others get from fairings.
pub(super) fn complete(mut catchers: Vec<Catcher>) -> Vec<Catcher> {
    for catcher in &mut catchers {
        catcher.handler = Box::new(Complete(catcher.clone()));
    }
    catchers
}

#[derive(Clone)]
struct Complete(Catcher);

#[rocket::async_trait]
impl Handler for Complete {
    async fn handle<'r>(&self, status: Status, request: &'r Request<'_>) -> Result<'r> {
        let unprocessed = !access_log::has_seen(request);
        let mut response = self.0.handler.handle(status, request).await?;
        if unprocessed {
            add_id(request, &mut response);
            if let Some(headers) = request.rocket().state::<SecurityHeaders>() {
                headers.add(&mut response);
            }
            access_log::write(request, response.status());
        }
        Ok(response)
    }
}

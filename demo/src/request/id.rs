//! A number for each request, so that what a person saw can be found in the log.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Data, Request, Response};
use uuid::Uuid;

use super::client_address::came_through_proxy;

const HEADER: &str = "X-Request-Id";

/// What a proxy may call a request.
const LONGEST: usize = 64;

/// The number of a request: a proxy's of ours, or a fresh one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// The same for all that is done for this request.
    pub(crate) fn of<'r>(request: &'r Request<'_>) -> &'r str {
        &request.local_cache(|| Self::given(request).unwrap_or_else(Self::fresh)).0
    }

    fn fresh() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    fn given(request: &Request<'_>) -> Option<Self> {
        let given = request.headers().get_one(HEADER).filter(|_| came_through_proxy(request))?;
        let is_plain = given.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        (is_plain && (1..=LONGEST).contains(&given.len())).then(|| Self(given.to_owned()))
    }
}

/// Tells the number of the request.
pub(crate) fn add_id<'r>(request: &'r Request<'_>, response: &mut Response<'r>) {
    response.set_header(Header::new(HEADER, RequestId::of(request)));
}

/// Tells the number with each answer.
#[derive(Debug)]
pub(crate) struct RequestIds;

#[rocket::async_trait]
impl Fairing for RequestIds {
    fn info(&self) -> Info {
        Info { name: "request ids", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        RequestId::of(request);
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        add_id(request, response);
    }
}

use bytes::Bytes;
use http::{Response, StatusCode, header::COOKIE};
use rocket::{
    http::{Cookie, Header},
    local::asynchronous::{Client, LocalRequest},
};

use super::site::{Answered, Ask, Site};
use crate::Outcome;

/// An application of Rocket, asked by its local client.
pub(super) struct RocketSite(pub(super) Client);

impl RocketSite {
    /// What Rocket makes of the request that came from the network, before it is routed: the cookies are parsed, and
    /// stand among the headers, too.
    fn request(&self, ask: &Ask) -> LocalRequest<'_> {
        let mut request = self.0.get(ask.uri().path().to_owned());
        for (name, value) in ask.headers() {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            if name == COOKIE {
                let cookies = Cookie::split_parse_encoded(value.clone());
                request = request.cookies(cookies.filter_map(Result::ok).map(Cookie::into_owned));
            }
            request.add_header(Header::new(name.as_str().to_owned(), value));
        }
        request
    }
}

impl Site for RocketSite {
    fn answer(&mut self, ask: Ask) -> Answered<'_, Outcome<Response<Bytes>>> {
        Box::pin(async move {
            let answer = self.request(&ask).dispatch().await;
            let status = StatusCode::from_u16(answer.status().code)?;
            let body = answer.into_bytes().await.unwrap_or_default();
            Ok(Response::builder().status(status).body(Bytes::from(body))?)
        })
    }

    fn answer_all(&mut self, asks: Vec<Ask>, status: StatusCode) -> Answered<'_, usize> {
        let requests: Vec<_> = asks.iter().map(|ask| self.request(ask)).collect();
        Box::pin(async move {
            let mut right = 0;
            for request in requests {
                let answer = request.dispatch().await;
                right += usize::from(answer.status().code == status.as_u16());
                let _ = std::hint::black_box(answer.into_bytes().await);
            }
            right
        })
    }
}

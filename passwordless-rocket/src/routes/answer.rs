use std::{
    io::Cursor,
    time::{Duration, SystemTime},
};

use passwordless::{
    Rejection,
    accounts::{self, Accounts, Answer},
};
use rocket::{
    Data, Request, Response,
    data::ToByteUnit,
    http::Status,
    route::{Handler, Outcome},
    tokio::time::timeout,
};

use super::Prefix;
use crate::{Passwordless, presented};

/// A browser sends a few hundred bytes. Whoever takes longer only keeps a connection busy.
const DEADLINE: Duration = Duration::from_secs(10);

/// Hands a request to the account, and renders what it answers.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    passwordless: Passwordless,
    prefix: Prefix,
}

impl Ask {
    pub(super) fn new(passwordless: &Passwordless, prefix: &Prefix) -> Self {
        Self { passwordless: passwordless.clone(), prefix: prefix.clone() }
    }

    async fn answer(&self, request: &Request<'_>, body: Data<'_>) -> Answer {
        let body = match read(body).await {
            Ok(body) => body,
            Err(refused) => return Answer::from(refused),
        };
        let path = self.prefix.below(request.uri().path().as_str());
        let jar = presented::jar(request);
        let asked = asked(&self.passwordless, request, path, jar.as_deref()).body(&body);
        self.passwordless.account().answer(&asked, SystemTime::now()).await
    }
}

#[rocket::async_trait]
impl Handler for Ask {
    async fn handle<'r>(&self, request: &'r Request<'_>, body: Data<'r>) -> Outcome<'r> {
        Outcome::Success(render(self.answer(request, body).await))
    }
}

/// The request as the account looks at it, without its body.
pub(crate) fn asked<'a>(
    passwordless: &Passwordless,
    request: &'a Request<'_>,
    path: &'a str,
    jar: Option<&'a str>,
) -> accounts::Request<'a> {
    let asked = passwordless.account().request(request.method().as_str(), path);
    // Not `client_ip`, which believes a header of anybody.
    let mut asked = match &passwordless.configured().client_address {
        Some(find) => asked.client(find(request)),
        None => asked.peer(request.remote().map(|address| address.ip())),
    };
    presented::headers(request).for_each(|(name, value)| asked.header(name.as_str(), value.as_bytes()));
    if let Some(jar) = jar {
        asked.header("Cookie", jar.as_bytes());
    }
    asked
}

/// Reads the body, and no more of it than the account needs to see that it is too large.
async fn read(body: Data<'_>) -> Result<Vec<u8>, Rejection> {
    let enough = (Accounts::MAX_BODY + 1).bytes();
    match timeout(DEADLINE, body.open(enough).into_bytes()).await {
        Ok(Ok(body)) => Ok(body.into_inner()),
        Ok(Err(_)) => Err(Rejection::new(400, "malformed_request", "The body broke off.")),
        Err(_) => Err(Rejection::new(408, "body_too_slow", "The body took too long.")),
    }
}

fn render(answer: Answer) -> Response<'static> {
    let mut response = Response::new();
    response.set_status(Status::new(answer.status()));
    for (name, value) in answer.headers() {
        response.adjoin_raw_header(name, value.to_owned());
    }
    let body = answer.into_body().into_owned();
    response.set_sized_body(body.len(), Cursor::new(body));
    response
}

use std::time::{Duration, SystemTime};

use passwordless::{
    Rejection,
    accounts::{self, Accounts, Answer},
};
use rocket::{
    Data, Request,
    data::ToByteUnit,
    route::{Handler, Outcome},
    tokio::time::timeout,
};

use super::Prefix;
use crate::{own_session::Bound, passwordless::Passwordless, request, respond};

/// A browser sends a few hundred bytes. A client that takes longer only keeps a connection busy.
const DEADLINE: Duration = Duration::from_secs(10);

/// Hands a request to the accounts, and renders what they answer.
#[derive(Debug, Clone)]
pub(super) struct AccountRoutes {
    passwordless: Passwordless,
    prefix: Prefix,
}

impl AccountRoutes {
    pub(super) fn new(passwordless: &Passwordless, prefix: &Prefix) -> Self {
        Self { passwordless: passwordless.clone(), prefix: prefix.clone() }
    }

    async fn answer(&self, request: &Request<'_>, body: Data<'_>) -> Answer {
        let body = match read(body).await {
            Ok(body) => body,
            Err(rejection) => return Answer::from(rejection),
        };
        let path = self.prefix.below(request.uri().path().as_str());
        let jar = request::jar(request);
        let asked = asked(&self.passwordless, request, path, jar.as_deref()).body(&body);
        let accounts = self.passwordless.accounts();
        match self.passwordless.own_session() {
            None => accounts.answer(&asked, SystemTime::now()).await,
            Some(own) => {
                let bound = Bound::new(own, request);
                accounts.answer(&asked.own_session(&bound), SystemTime::now()).await
            }
        }
    }
}

#[rocket::async_trait]
impl Handler for AccountRoutes {
    async fn handle<'r>(&self, request: &'r Request<'_>, body: Data<'r>) -> Outcome<'r> {
        Outcome::Success(respond::response(self.answer(request, body).await))
    }
}

/// The request as the accounts look at it, without its body.
pub(crate) fn asked<'a>(
    passwordless: &'a Passwordless,
    request: &'a Request<'_>,
    path: &'a str,
    jar: Option<&'a str>,
) -> accounts::Request<'a> {
    let asked = passwordless.accounts().request(request.method().as_str(), path);
    let mut asked = passwordless.sent(asked, request);
    request::headers(request).for_each(|(name, value)| asked.header(name.as_str(), value.as_bytes()));
    if let Some(jar) = jar {
        asked.header("Cookie", jar.as_bytes());
    }
    asked
}

/// Reads the body, and no more of it than the accounts need to see that it is too large.
async fn read(body: Data<'_>) -> Result<Vec<u8>, Rejection> {
    let enough = (Accounts::MAX_BODY + 1).bytes();
    match timeout(DEADLINE, body.open(enough).into_bytes()).await {
        Ok(Ok(body)) => Ok(body.into_inner()),
        Ok(Err(_)) => Err(Rejection::new(400, "malformed_request", "The body broke off.")),
        Err(_) => Err(Rejection::new(
            408,
            "body_too_slow",
            "The request took too long to arrive. Please try again.",
        )),
    }
}

//! Nothing that is formatted, logged or answered shows a key, a token or a session.
//!
//! In a process of its own: what is logged is decided once per process, and other tests would decide it, too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../passwordless/tests/support/log.rs"]
mod log;
#[allow(dead_code)] // other tests use the rest
#[path = "../layer/requests.rs"]
mod requests;
#[allow(dead_code)]
#[path = "../support/site.rs"]
mod site;

use std::time::SystemTime;

use http::{Request, Response};
use passwordless::SessionKey;
use passwordless_tower::{Identified, PasskeyAuth, Stack, Verify};
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::{
    log::Log,
    requests::{Inner, cookie_since, greet, told, with, with_token},
    site::{ORIGIN, Site},
};

const KEY: &str = "k6dGmzPkXTqD5k4XbJYcW3cmC2pXfqVZQ5oPbGm8b7E=";

#[tokio::test]
async fn no_secret_is_formatted_logged_or_answered() {
    let site = Site::new();
    let log = Log::of_the_process();

    let browser = site.browser("alice").await;
    let builder = site.builder().key(SessionKey::from_text(KEY).unwrap());
    let mut shown = format!("{builder:?} {builder:#?}");
    let passwordless = builder.build().unwrap();
    let cookie = cookie_since(&passwordless, SystemTime::now());
    let session = passwordless.gate().signed_in_as("alice", SystemTime::now()).unwrap();
    let bearer = passwordless.gate().bearer(&session).unwrap();
    let (token, other) = (browser.sign_in().await.unwrap(), browser.sign_in().await.unwrap());

    let layer = passwordless.require().accept_tokens();
    let service: PasskeyAuth<_> = layer.layer(service_fn(greet::<String>));
    let verify = Verify::new(site.client.clone());
    let stack = Stack::from(site.client.clone());
    shown += &format!("{passwordless:?} {passwordless:#?} {layer:?} {verify:?} {stack:?}");
    shown += &format!("{:?}", verify.clone().call(token.parse().unwrap()));
    shown += &format!("{:?}", stack.clone().call(token.parse().unwrap()));
    shown += &format!("{:?}", service.clone().call(with_token(&token)));

    let show = service_fn(|request: Request<String>| async move {
        let found = request.extensions().get::<Identified>().unwrap();
        Inner::Ok(Response::new(format!("{found:?} {found:#?}").into()))
    });
    let looks = passwordless.identify().layer(show);
    for request in [
        with("cookie", &cookie),
        with("authorization", &format!("Bearer {bearer}")),
        with_token(&token),
        with_token(&token),
        with_token(&format!("{}AAAA", &token[..token.len() - 4])),
        with("authorization", &format!("Bearer {}AAAA", &bearer[..bearer.len() - 4])),
        with("cookie", &format!("{}AAAA", &cookie[..cookie.len() - 4])),
    ] {
        let copy = Request::from_parts(request.clone().into_parts().0, String::new());
        for response in [service.clone().oneshot(request).await.unwrap(), looks_at(&looks, copy).await] {
            shown += &format!("{response:?}");
            shown += &told(response).await.1;
        }
    }
    // Nobody can be reached: the errors are logged with all that is in them.
    let secret = site.emulator.api_secret().to_owned();
    site.emulator.shutdown();
    shown += &format!("{:?}", service.oneshot(with_token(&other)).await.unwrap());

    let log = log.text();
    assert!(log.contains("passwordless.") || log.contains("refused"), "nothing was logged: {log}");
    assert!(log.contains("accepted a token") && shown.contains(ORIGIN), "{log}");
    for (what, secret) in [
        ("key", KEY),
        ("api secret", secret.rsplit(':').next().unwrap()),
        ("cookie", cookie.split_once('=').unwrap().1),
        ("bearer", &bearer),
        ("token", &token),
        ("token", &other),
    ] {
        // Half of it would be too much.
        let part = &secret[secret.len() / 4..secret.len() / 2];
        assert!(!shown.contains(part), "{what} is shown: {shown}");
        assert!(!log.contains(part), "{what} is logged: {log}");
    }
}

async fn looks_at<S, B>(service: &S, request: Request<String>) -> Response<B>
where
    S: Service<Request<String>, Response = Response<B>, Error = std::convert::Infallible> + Clone,
{
    service.clone().oneshot(request).await.unwrap()
}

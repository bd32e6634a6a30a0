//! Whose findings count.

use std::time::SystemTime;

use http::{Request, Response};
use passwordless::SessionKey;
use passwordless_tower::{Identified, Passwordless};
use tower::{Layer, ServiceExt, service_fn};

use crate::{
    requests::{Inner, code, cookie_since, greet, told, with},
    site::Site,
};

#[tokio::test]
async fn what_another_application_found_says_nothing_here() {
    let site = Site::new();
    let (theirs, ours) =
        (site.passwordless(), site.builder().key(SessionKey::generate().unwrap()).build().unwrap());
    let request = || with("cookie", &cookie_since(&theirs, SystemTime::now()));
    let nested = |outer: &Passwordless, inner: &Passwordless| {
        outer.identify().layer(inner.require().layer(service_fn(greet)))
    };
    let response = nested(&theirs, &ours).oneshot(request()).await.unwrap();
    assert_eq!(code(response).await, (401, "sign_in_required".to_owned()));
    let response = nested(&theirs, &theirs.clone()).oneshot(request()).await.unwrap();
    assert_eq!(told(response).await, (200, "alice".to_owned()));
}

#[tokio::test]
async fn an_inner_layer_reuses_what_the_outer_one_found() {
    let passwordless = Site::new().passwordless();
    let request = with("cookie", &cookie_since(&passwordless, SystemTime::now()));
    // In between the credentials vanish, so only what was found is left.
    let strip = service_fn({
        let inner = passwordless.require().layer(service_fn(greet::<String>));
        move |mut request: Request<String>| {
            assert!(request.extensions().get::<Identified>().unwrap().session().is_ok());
            request.headers_mut().clear();
            inner.clone().oneshot(request)
        }
    });
    let response = passwordless.identify().layer(strip).oneshot(request).await.unwrap();
    assert_eq!(told(response).await, (200, "alice".to_owned()));
}

#[tokio::test]
async fn neither_host_nor_forwarded_headers_decide_anything() {
    let passwordless = Site::new().passwordless();
    let cookie = cookie_since(&passwordless, SystemTime::now());
    let service = passwordless
        .require()
        .layer(service_fn(|_: Request<String>| async { Inner::Ok(Response::default()) }));
    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=http"),
    ] {
        let mut request = with("cookie", &cookie);
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(service.clone().oneshot(request).await.unwrap().status(), 200);

        let mut request = with("origin", "http://evil.example");
        *request.method_mut() = http::Method::POST;
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(service.clone().oneshot(request).await.unwrap().status(), 403);
    }
}
